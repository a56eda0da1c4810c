import {
  configError,
  isRevError,
  retry,
  unknown,
  type Batch,
  type Change,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { groupByFields, retryAll, stoppedOutcomes } from '@revetl/sdk/sql'
import type { PoolClient } from 'pg'
import { applyChanges, type ChangeGroup } from './apply-changes.ts'
import type { PostgresConfig } from './config.ts'
import { cancelBackend, databaseOf, returnClient, takeClient } from './database.ts'
import { forgetTable, tableFor } from './prepare-table.ts'
import { faultKind, isConnectionLost, serverMessage, writeError } from './server-errors.ts'
import type { Table } from './table.ts'
import { begin, commit } from './transaction.ts'
import { writeStatement, type FieldColumn } from './write-statement.ts'

/** Writes a batch in one transaction. @returns one outcome for each change */
export async function writeBatch(
  batch: Batch,
  ctx: RunContext<PostgresConfig>,
): Promise<readonly Outcome[]> {
  const isKnown = databaseOf(ctx).tables.has(batch.object.name)
  try {
    return await writeOnce(batch, ctx)
  } catch (error) {
    // The table may have been altered since it was looked at; nothing was applied.
    const isStale = isKnown && isRevError(error) && error.code === 'REV_CONFIG_INVALID'
    if (!isStale) throw error
    return writeOnce(batch, ctx)
  }
}

async function writeOnce(
  batch: Batch,
  ctx: RunContext<PostgresConfig>,
): Promise<readonly Outcome[]> {
  const table = await tableFor(batch, ctx)
  const groups = changeGroups(batch, table)
  if (ctx.signal.aborted) return stoppedOutcomes(batch.changes)
  const client = await takeClient(databaseOf(ctx))
  const cancelling = cancelOnAbort(client, ctx)
  let isBroken = true
  try {
    await begin(client, { table, lock: 'row exclusive' })
    const outcomes = await applyChanges(client, groups)
    // From here on the server decides; a cancelled COMMIT would leave it open.
    await cancelling.stop()
    const committed = await commitOutcomes(client, batch.changes, outcomes)
    isBroken = committed !== outcomes
    return committed
  } catch (error) {
    await cancelling.stop()
    isBroken = isConnectionLost(error) || !(await canRollBack(client))
    return failedOutcomes(error, batch, ctx)
  } finally {
    returnClient(client, isBroken)
  }
}

/** One group for each set of fields that records carry. */
export function changeGroups(batch: Batch, table: Table): readonly ChangeGroup[] {
  const { operation, matchOn } = batch
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  return groupByFields(batch).map(({ names, changes }) => {
    const fields = names.map((name): FieldColumn => {
      const column = columns.get(name)
      const field = batch.fields.find((candidate) => candidate.name === name)
      if (!column || !field) throw configError(`Failed to write: ${name} is no field of the batch.`)
      return { field, column }
    })
    return {
      operation,
      changes,
      statement: writeStatement({ table, operation, matchOn, fields }),
    }
  })
}

async function commitOutcomes(
  client: PoolClient,
  changes: readonly Change[],
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  try {
    await commit(client)
    return outcomes
  } catch (error) {
    const message = `The commit failed: ${serverMessage(error)}`
    // An answer of the server that is no COMMIT means that it rolled back; no answer means nothing.
    const isAnswered = !isConnectionLost(error)
    const code = isAnswered ? 'REV_RECORD_TRANSIENT' : 'REV_OUTCOME_UNKNOWN'
    return changes.map((change) =>
      isAnswered ? retry(change, { code, message, scope: 'batch' }) : unknown(change, { message }),
    )
  }
}

/** What a failure before the commit means: nothing was applied. */
function failedOutcomes(
  error: unknown,
  batch: Batch,
  ctx: RunContext<PostgresConfig>,
): readonly Outcome[] {
  forgetTable(batch, ctx)
  if (isRevError(error) || ['permission', 'configuration'].includes(faultKind(error))) {
    throw writeError(error, batch.object.name)
  }
  if (ctx.signal.aborted) return stoppedOutcomes(batch.changes)
  const code = isConnectionLost(error) ? 'REV_NETWORK_UNREACHABLE' : 'REV_RECORD_TRANSIENT'
  return retryAll(batch.changes, code, serverMessage(error))
}

async function canRollBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  )
}

/** Cancels on the server what runs when the run is stopped. */
function cancelOnAbort(client: PoolClient, ctx: RunContext<PostgresConfig>) {
  let cancelling: Promise<void> | undefined
  const onAbort = (): void => {
    // The pool's type does not know the number of the backend, which the client has.
    const { processID } = client as PoolClient & { readonly processID: number }
    // Where even that fails the statement simply ends by itself.
    cancelling = cancelBackend(ctx.config, processID).catch(() => undefined)
  }
  ctx.signal.addEventListener('abort', onAbort, { once: true })
  return {
    stop: async (): Promise<void> => {
      ctx.signal.removeEventListener('abort', onAbort)
      await cancelling
    },
  }
}
