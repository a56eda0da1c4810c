import type { Batch, Change } from '../../batch.ts'
import { isRevError } from '../../errors.ts'
import { unknown, type Outcome } from '../../outcomes.ts'
import { retryAll, stoppedOutcomes } from '../batch-outcomes.ts'
import { takeClient, type OpenDatabase } from './open-database.ts'
import { tableFor } from './prepare-table.ts'
import type { SqlTable } from './sql-table.ts'
import { serverMessage, writeError } from './write-error.ts'
import { writeGroups } from './write-groups.ts'

/** Writes a batch in one transaction. @returns one outcome for each change */
export async function writeBatch<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  batch: Batch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const isKnown = open.tables.has(batch.object.name)
  try {
    return await writeOnce(open, batch, signal)
  } catch (error) {
    // The table may have been altered since it was looked at; nothing was applied.
    const isStale = isKnown && isRevError(error) && error.code === 'REV_CONFIG_INVALID'
    if (!isStale) throw error
    open.tables.delete(batch.object.name)
    return writeOnce(open, batch, signal)
  }
}

async function writeOnce<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  batch: Batch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const { server, pool } = open
  const table = await tableFor(open, batch)
  const groups = writeGroups(batch, table)
  if (signal.aborted) return stoppedOutcomes(batch.changes)
  const client = await takeClient(open)
  const cancelling = cancelOnAbort(signal, () => pool.cancel(client))
  let isBroken = true
  try {
    await server.begin(client, table, 'batch')
    const outcomes = await server.write(client, groups)
    // From here on the server decides; a cancelled COMMIT would leave it open.
    await cancelling.stop()
    const failure = await commit(open, client, batch.changes)
    isBroken = failure !== undefined
    return failure ?? outcomes
  } catch (error) {
    await cancelling.stop()
    isBroken = server.faults.isConnectionLost(error) || !(await canRollBack(open, client))
    return failedOutcomes(open, batch, { error, isStopped: signal.aborted })
  } finally {
    pool.giveBack(client, isBroken)
  }
}

/** @returns undefined where the transaction is committed */
async function commit<Client, Table extends SqlTable>(
  { server }: OpenDatabase<Client, Table>,
  client: Client,
  changes: readonly Change[],
): Promise<readonly Outcome[] | undefined> {
  try {
    await server.commit(client)
    return undefined
  } catch (error) {
    const message = `The commit failed: ${serverMessage(error)}`
    // An answer of the server that is no COMMIT means that it rolled back; no answer means nothing.
    return server.faults.isConnectionLost(error)
      ? changes.map((change) => unknown(change, { message }))
      : retryAll(changes, 'REV_RECORD_TRANSIENT', message)
  }
}

/** What a failure before the commit means: nothing was applied. */
function failedOutcomes<Client, Table extends SqlTable>(
  { server: { faults }, tables }: OpenDatabase<Client, Table>,
  batch: Batch,
  { error, isStopped }: { readonly error: unknown; readonly isStopped: boolean },
): readonly Outcome[] {
  // The next write looks at the table again.
  tables.delete(batch.object.name)
  if (isRevError(error) || ['permission', 'configuration'].includes(faults.kindOf(error))) {
    throw writeError(error, batch.object.name, faults)
  }
  if (isStopped) return stoppedOutcomes(batch.changes)
  const code = faults.isConnectionLost(error) ? 'REV_NETWORK_UNREACHABLE' : 'REV_RECORD_TRANSIENT'
  return retryAll(batch.changes, code, serverMessage(error))
}

async function canRollBack<Client, Table extends SqlTable>(
  { server }: OpenDatabase<Client, Table>,
  client: Client,
): Promise<boolean> {
  return server.run(client, 'rollback').then(
    () => true,
    () => false,
  )
}

/** Cancels on the server what runs when the run is stopped. */
function cancelOnAbort(signal: AbortSignal, cancel: () => Promise<void>) {
  let cancelling: Promise<void> | undefined
  const onAbort = (): void => {
    // Where even that fails the statement simply ends by itself.
    cancelling = cancel().catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    stop: async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort)
      await cancelling
    },
  }
}
