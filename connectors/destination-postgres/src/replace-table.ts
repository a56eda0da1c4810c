import {
  configError,
  retry,
  RevError,
  type Batch,
  type OperationSession,
  type Outcome,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { applyChanges } from './apply-changes.ts'
import type { PostgresConfig } from './config.ts'
import { databaseOf, returnClient, takeClient, type Replacement } from './database.ts'
import { forgetTable, tableFor } from './prepare-table.ts'
import { isConnectionLost, serverMessage, writeError } from './server-errors.ts'
import { begin, commit } from './transaction.ts'
import { changeGroups } from './write-batch.ts'

const settings = [
  'set local idle_in_transaction_session_timeout = 0',
  "set local lock_timeout = '30s'",
]

/**
 * Replaces a table by deleting and inserting in one transaction: readers see the old rows until the commit and are
 * never blocked, and the table keeps its grants, indexes, views, triggers and foreign keys. A run that dies leaves
 * nothing, since its connection takes the transaction with it.
 */
export const replaceSession: OperationSession<PostgresConfig> = { open, commit: finish, abort }

async function open(info: SessionInfo, ctx: RunContext<PostgresConfig>): Promise<void> {
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
  const client = await takeClient(database)
  try {
    // Others may read, and write again after the commit.
    await begin(client, { table, lock: 'share row exclusive', settings })
    await client.query(`delete from ${table.sql}; release savepoint rev; savepoint rev`)
  } catch (error) {
    returnClient(client, true)
    throw writeError(error, table.sql)
  }
  database.replacements.set(keyOf(info, ctx), { client, table, lost: undefined })
}

/** Inserts the records of a batch into the transaction of its session. */
export async function writeReplacement(
  batch: Batch,
  ctx: RunContext<PostgresConfig>,
): Promise<readonly Outcome[]> {
  const replacement = requireReplacement(batch, ctx)
  try {
    return await applyChanges(replacement.client, changeGroups(batch, replacement.table))
  } catch (error) {
    const failed = writeError(error, replacement.table.sql)
    replacement.lost = failed
    if (!isConnectionLost(error)) throw failed
    const why = { code: 'REV_NETWORK_UNREACHABLE', message: serverMessage(error) } as const
    return batch.changes.map((change) => retry(change, { ...why, scope: 'batch' }))
  }
}

async function finish(info: SessionInfo, ctx: RunContext<PostgresConfig>): Promise<void> {
  const { client, table, lost } = requireReplacement(info, ctx)
  if (lost !== undefined) throw writeError(lost, table.sql)
  let isBroken = true
  try {
    await commit(client)
    isBroken = false
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
    returnClient(client, isBroken)
  }
}

async function abort(info: SessionInfo, ctx: RunContext<PostgresConfig>): Promise<void> {
  const { replacements } = databaseOf(ctx)
  const key = keyOf(info, ctx)
  const replacement = replacements.get(key)
  if (!replacement) return
  replacements.delete(key)
  // Closing the connection rolls back, whatever state it is in.
  returnClient(replacement.client, true)
}

function requireReplacement(
  use: Pick<SessionInfo, 'object'>,
  ctx: RunContext<PostgresConfig>,
): Replacement {
  const replacement = databaseOf(ctx).replacements.get(keyOf(use, ctx))
  if (replacement) return replacement
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to replace ${use.object.name}: its session is not open.`,
    { delivery: 'not-applied' },
  )
}

function keyOf(
  { object }: Pick<SessionInfo, 'object'>,
  { run }: RunContext<PostgresConfig>,
): string {
  return JSON.stringify([run.id, object.name])
}
