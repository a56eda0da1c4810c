import {
  configError,
  RevError,
  type Batch,
  type OperationSession,
  type Outcome,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { retryAll } from '@revetl/sdk/sql'
import type { MysqlConfig } from './config.ts'
import { databaseOf, returnConnection, takeConnection, type Replacement } from './database.ts'
import { forgetTable, tableFor } from './prepare-table.ts'
import { isConnectionLost, serverMessage, writeError } from './server-errors.ts'
import { begin, stageRequests, writeGroups } from './write-batch.ts'

/**
 * Replaces a table by deleting and inserting in one transaction: readers see the old rows until the commit and are
 * never blocked, and the table keeps its grants, indexes, triggers and foreign keys. A run that dies leaves nothing,
 * since its connection takes the transaction with it.
 */
export const replaceSession: OperationSession<MysqlConfig> = { open, commit: finish, abort }

async function open(info: SessionInfo, ctx: RunContext<MysqlConfig>): Promise<void> {
  await abort(info, ctx)
  forgetTable(info, ctx)
  const table = await tableFor({ ...info, matchOn: [] }, ctx)
  if (table.cascades.length > 0) {
    throw configError(
      `Failed to replace ${table.sql}: rows of ${table.cascades.join(', ')} would go or change with it by a foreign key.`,
      { hint: 'Use the mode mirror, which deletes only the rows that left the model.' },
    )
  }
  const database = databaseOf(ctx)
  const connection = await takeConnection(database)
  try {
    // The run may be slow, and its connection idle meanwhile.
    await connection.query('set session wait_timeout = 86400')
    await begin(connection, table)
    await connection.query(`delete from ${table.sql}`)
  } catch (error) {
    returnConnection(connection, true)
    throw writeError(error, table.sql)
  }
  database.replacements.set(keyOf(info, ctx), { connection, table, lost: undefined })
}

/** Inserts the records of a batch into the transaction of its session. */
export async function writeReplacement(
  batch: Batch,
  ctx: RunContext<MysqlConfig>,
): Promise<readonly Outcome[]> {
  const replacement = requireReplacement(batch, ctx)
  const { connection, table } = replacement
  try {
    return await writeGroups(connection, batch, stageRequests(batch, table))
  } catch (error) {
    const failed = writeError(error, table.sql)
    replacement.lost = failed
    if (!isConnectionLost(error)) throw failed
    return retryAll(batch.changes, 'REV_NETWORK_UNREACHABLE', serverMessage(error))
  }
}

async function finish(info: SessionInfo, ctx: RunContext<MysqlConfig>): Promise<void> {
  const { connection, table, lost } = requireReplacement(info, ctx)
  if (lost !== undefined) throw writeError(lost, table.sql)
  try {
    await connection.query('commit')
  } catch (error) {
    if (!isConnectionLost(error)) throw writeError(error, table.sql)
    const message = `Failed to replace ${table.sql}: the connection broke during the commit (${serverMessage(error)}).`
    throw new RevError('REV_OUTCOME_UNKNOWN', message, {
      cause: error,
      delivery: 'unknown',
      hint: 'The table has either all old or all new rows; run again.',
    })
  } finally {
    databaseOf(ctx).replacements.delete(keyOf(info, ctx))
    // Its time-out is not that of the others.
    returnConnection(connection, true)
  }
}

function abort(info: SessionInfo, ctx: RunContext<MysqlConfig>): Promise<void> {
  const { replacements } = databaseOf(ctx)
  const key = keyOf(info, ctx)
  const replacement = replacements.get(key)
  replacements.delete(key)
  // Closing the connection rolls back, whatever state it is in.
  if (replacement) returnConnection(replacement.connection, true)
  return Promise.resolve()
}

function requireReplacement(
  use: Pick<SessionInfo, 'object'>,
  ctx: RunContext<MysqlConfig>,
): Replacement {
  const replacement = databaseOf(ctx).replacements.get(keyOf(use, ctx))
  if (replacement) return replacement
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to replace ${use.object.name}: its session is not open.`,
    { delivery: 'not-applied' },
  )
}

function keyOf({ object }: Pick<SessionInfo, 'object'>, { run }: RunContext<MysqlConfig>): string {
  return JSON.stringify([run.id, object.name])
}
