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
import type { Connection, PoolConnection, RowDataPacket } from 'mysql2/promise'
import { applyChanges } from './apply-changes.ts'
import type { MysqlConfig } from './config.ts'
import { databaseOf, killQuery, returnConnection, takeConnection } from './database.ts'
import { forgetTable, tableFor } from './prepare-table.ts'
import { faultKind, isConnectionLost, serverMessage, writeError } from './server-errors.ts'
import { stageChanges, type FieldColumn, type StageRequest } from './stage.ts'
import { askVersion, type Table } from './table.ts'

/** Writes a batch in one transaction. @returns one outcome for each change */
export async function writeBatch(
  batch: Batch,
  ctx: RunContext<MysqlConfig>,
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

async function writeOnce(batch: Batch, ctx: RunContext<MysqlConfig>): Promise<readonly Outcome[]> {
  const table = await tableFor(batch, ctx)
  const groups = stageRequests(batch, table)
  if (ctx.signal.aborted) return stoppedOutcomes(batch.changes)
  const connection = await takeConnection(databaseOf(ctx))
  const cancelling = cancelOnAbort(connection, ctx)
  let isBroken = true
  try {
    await begin(connection, table)
    const outcomes = await writeGroups(connection, batch, groups)
    // From here on the server decides; a killed COMMIT would leave it open.
    await cancelling.stop()
    const committed = await commitOutcomes(connection, batch.changes, outcomes)
    isBroken = committed !== outcomes
    return committed
  } catch (error) {
    await cancelling.stop()
    isBroken = isConnectionLost(error) || !(await canRollBack(connection))
    return failedOutcomes(error, batch, ctx)
  } finally {
    returnConnection(connection, isBroken)
  }
}

interface Version extends RowDataPacket {
  readonly version: string | null
}

/**
 * Begins a transaction in which the table cannot be altered, and has not been since it was looked at: with the types of
 * another time values could be cut without a word.
 * @throws `REV_CONFIG_INVALID` where the table was altered
 */
export async function begin(connection: Connection, table: Table): Promise<void> {
  await connection.query('start transaction')
  const [[found]] = await connection.query<Version[]>(askVersion(table))
  if (found?.version === table.version) return
  throw configError(`Failed to write to ${table.sql}: it was altered meanwhile.`, {
    hint: 'Run again.',
    delivery: 'not-applied',
  })
}

/** Stages and applies the groups of a batch in the open transaction. */
export async function writeGroups(
  connection: Connection,
  { operation }: Pick<Batch, 'operation'>,
  groups: readonly StageRequest[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const group of groups) {
    const problems = await stageChanges(connection, group)
    outcomes.push(...(await applyChanges(connection, { ...group, operation, problems })))
  }
  return outcomes
}

/** One group for each set of fields that records carry. */
export function stageRequests(batch: Batch, table: Table): readonly StageRequest[] {
  const { matchOn } = batch
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  return groupByFields(batch).map(({ names, changes }) => {
    const fields = names.map((name): FieldColumn => {
      const column = columns.get(name)
      const field = batch.fields.find((candidate) => candidate.name === name)
      if (!column || !field) throw configError(`Failed to write: ${name} is no field of the batch.`)
      return { name, type: field.type, column }
    })
    return { table, fields, matchOn, changes }
  })
}

async function commitOutcomes(
  connection: Connection,
  changes: readonly Change[],
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  try {
    await connection.query('commit')
    return outcomes
  } catch (error) {
    const message = `The commit failed: ${serverMessage(error)}`
    // An error of the server means that it rolled back; no answer means nothing.
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
  ctx: RunContext<MysqlConfig>,
): readonly Outcome[] {
  forgetTable(batch, ctx)
  if (isRevError(error) || ['permission', 'configuration'].includes(faultKind(error))) {
    throw writeError(error, batch.object.name)
  }
  if (ctx.signal.aborted) return stoppedOutcomes(batch.changes)
  const code = isConnectionLost(error) ? 'REV_NETWORK_UNREACHABLE' : 'REV_RECORD_TRANSIENT'
  return retryAll(batch.changes, code, serverMessage(error))
}

async function canRollBack(connection: Connection): Promise<boolean> {
  return connection.query('rollback').then(
    () => true,
    () => false,
  )
}

/** Stops on the server what runs when the run is stopped. */
function cancelOnAbort(connection: PoolConnection, ctx: RunContext<MysqlConfig>) {
  let cancelling: Promise<void> | undefined
  const onAbort = (): void => {
    // Where even that fails the statement simply ends by itself.
    cancelling = killQuery(ctx.config, connection.threadId).catch(() => undefined)
  }
  ctx.signal.addEventListener('abort', onAbort, { once: true })
  return {
    stop: async (): Promise<void> => {
      ctx.signal.removeEventListener('abort', onAbort)
      await cancelling
    },
  }
}
