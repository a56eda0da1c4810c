import type { Batch } from '../../batch.ts'
import type { RunContext } from '../../context.ts'
import type { OperationSession, SessionInfo } from '../../destination.ts'
import { configError, RevError } from '../../errors.ts'
import type { Outcome } from '../../outcomes.ts'
import { retryAll } from '../batch-outcomes.ts'
import { takeClient, type OpenDatabase, type Replacement } from './open-database.ts'
import { tableFor } from './prepare-table.ts'
import type { SqlTable } from './sql-table.ts'
import { serverMessage, writeError } from './write-error.ts'
import { writeGroups } from './write-groups.ts'

type Run = Pick<RunContext, 'run'>

/**
 * Replaces a table by deleting and inserting in one transaction: readers see the old rows until the commit, and the
 * table keeps its grants, indexes, views, triggers and foreign keys. A run that dies leaves nothing, since its
 * connection takes the transaction with it.
 */
export function replaceSession<Config, Client, Table extends SqlTable>(
  openOf: (config: Config) => OpenDatabase<Client, Table>,
): OperationSession<Config> {
  return {
    open: (info, ctx) => begin(openOf(ctx.config), info, ctx),
    commit: (info, ctx) => finish(openOf(ctx.config), info, ctx),
    abort: (info, ctx) => {
      abort(openOf(ctx.config), info, ctx)
      return Promise.resolve()
    },
  }
}

async function begin<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  info: SessionInfo,
  run: Run,
): Promise<void> {
  abort(open, info, run)
  open.tables.delete(info.object.name)
  const table = await tableFor(open, { ...info, matchOn: [] })
  if (table.cascades.length > 0) {
    throw configError(
      `Failed to replace ${table.sql}: rows of ${table.cascades.join(', ')} would go or change with it by a foreign key.`,
      { hint: 'Use the mode mirror, which deletes only the rows that left the model.' },
    )
  }
  const { server, pool } = open
  const client = await takeClient(open)
  try {
    await server.begin(client, table, 'replacement')
    await server.empty(client, table)
  } catch (error) {
    pool.giveBack(client, true)
    throw writeError(error, table.sql, server.faults)
  }
  open.replacements.set(keyOf(info, run), { client, table, lost: undefined })
}

/** Inserts the records of a batch into the transaction of its session. */
export async function writeReplacement<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  batch: Batch,
  run: Run,
): Promise<readonly Outcome[]> {
  const replacement = requireReplacement(open, batch, run)
  const { client, table } = replacement
  const { server } = open
  try {
    return await server.write(client, writeGroups(batch, table))
  } catch (error) {
    const failed = writeError(error, table.sql, server.faults)
    replacement.lost = failed
    if (!server.faults.isConnectionLost(error)) throw failed
    return retryAll(batch.changes, 'REV_NETWORK_UNREACHABLE', serverMessage(error))
  }
}

async function finish<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  info: SessionInfo,
  run: Run,
): Promise<void> {
  const { client, table, lost } = requireReplacement(open, info, run)
  const { server, pool, replacements } = open
  if (lost !== undefined) throw writeError(lost, table.sql, server.faults)
  try {
    await server.commit(client)
  } catch (error) {
    if (!server.faults.isConnectionLost(error)) throw writeError(error, table.sql, server.faults)
    const message = `Failed to replace ${table.sql}: the connection broke during the commit (${serverMessage(error)}).`
    throw new RevError('REV_OUTCOME_UNKNOWN', message, {
      cause: error,
      delivery: 'unknown',
      hint: 'The table has either all old or all new rows; run again.',
    })
  } finally {
    replacements.delete(keyOf(info, run))
    // It was set up for a long wait, unlike the others.
    pool.giveBack(client, true)
  }
}

function abort<Client, Table extends SqlTable>(
  { pool, replacements }: OpenDatabase<Client, Table>,
  info: SessionInfo,
  run: Run,
): void {
  const key = keyOf(info, run)
  const replacement = replacements.get(key)
  replacements.delete(key)
  // Closing the connection rolls back, whatever state it is in.
  if (replacement) pool.giveBack(replacement.client, true)
}

function requireReplacement<Client, Table extends SqlTable>(
  { replacements }: OpenDatabase<Client, Table>,
  use: Pick<SessionInfo, 'object'>,
  run: Run,
): Replacement<Client, Table> {
  const replacement = replacements.get(keyOf(use, run))
  if (replacement) return replacement
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to replace ${use.object.name}: its session is not open.`,
    { delivery: 'not-applied' },
  )
}

function keyOf({ object }: Pick<SessionInfo, 'object'>, { run }: Run): string {
  return JSON.stringify([run.id, object.name])
}
