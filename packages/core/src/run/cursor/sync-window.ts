import { createHash } from 'node:crypto'
import type { Column, ReadRequest } from '@revetl/sdk'
import type { CursorMark, Ledger } from '../../ledger.ts'
import type { LocalDatabase } from '../../local-database.ts'
import type { Cursor } from '../../project.ts'
import { stagedColumns, type Stage } from '../../read/stage.ts'
import type { Snapshot } from '../../snapshot.ts'
import { quoteName } from '../../sql.ts'
import { cursorProblems } from '../../config/check-cursor.ts'
import { layoutOf } from '../diff-sync.ts'
import { compileSyncFilter } from '../filter-model.ts'
import { compileSync, throwFirst, type PreparedSync } from '../prepare-sync.ts'
import { saltOf, usedColumns } from '../warehouse/stage-in-warehouse.ts'
import { dueKeys } from './due-keys.ts'
import { windowQuery } from './window-sql.ts'

interface WindowOptions {
  readonly prepared: PreparedSync
  readonly columns: readonly Column[]
  readonly database: LocalDatabase
  readonly snapshot: Snapshot | undefined
  readonly ledger: Pick<Ledger, 'cursor' | 'rejectIndex'>
  readonly variables: Parameters<typeof compileSync>[2]
  /** Whether everything is read, whatever the cursor says. */
  readonly isWhole: boolean
  readonly nowMs: number
}

/** What of a model a run reads by its cursor. */
export interface SyncWindow {
  /** The request with a condition, or as it was where everything is read. */
  readonly request: ReadRequest
  readonly isPartial: boolean
  readonly notes: readonly string[]
  readonly column: Column
  /** How far the sync had read, with the same identity. */
  readonly former: CursorMark | undefined
  readonly identity: string
  readonly nowMs: number
}

/** Works out what of a model is read. @returns undefined for a sync without a cursor */
export async function syncWindow(
  options: WindowOptions,
  request: ReadRequest,
): Promise<SyncWindow | undefined> {
  const { prepared, columns, ledger, snapshot, nowMs } = options
  const { sync } = prepared
  const { cursor } = sync
  if (cursor === undefined) return undefined
  throwFirst(cursorProblems(sync))
  const column = columns.find(({ name }) => name === cursor.column) as Column
  const identity = await identityOf(options, column)
  const mark = await ledger.cursor(sync.name)
  const former = mark?.identity === identity && snapshot !== undefined ? mark : undefined
  const whole = { request, isPartial: false, column, former, identity, nowMs }
  if (options.isWhole || mark === undefined) return { ...whole, notes: [] }
  if (former === undefined) {
    const note =
      'everything is read once: the model, the mapping or the cursor is another one than in the last run'
    return { ...whole, notes: [note] }
  }
  const keys = {
    columns: sync.key.map((key) => columnOf(columns, key)),
    rows: await dueKeys(ledger.rejectIndex(sync.name), nowMs),
  }
  const window = { column, from: BigInt(former.value) - lagOf(cursor), keys }
  const { sql = {} } = sync.model.source.connector.manifest
  const model = windowQuery(request.model, sql, window)
  if (model === undefined) {
    return {
      ...whole,
      notes: [
        'everything is read: no condition finds the rows that are new and the rejects that are due',
      ],
    }
  }
  return { ...whole, request: { ...request, model }, isPartial: true, notes: [] }
}

function columnOf(columns: readonly Column[], key: string): Column {
  return columns.find(({ name }) => name.toLowerCase() === key.toLowerCase()) as Column
}

function lagOf({ lag }: Cursor): bigint {
  return BigInt('ms' in lag ? lag.ms : lag.steps)
}

/** What decides, besides a row itself, what becomes of it: where it changes, rows that are not read are others as well. */
async function identityOf(
  { prepared, columns, database, snapshot, variables }: WindowOptions,
  column: Column,
): Promise<string> {
  const { sync } = prepared
  const staged = stagedColumns(columns, 'text')
  const filter = await compileSyncFilter(sync, staged, database)
  const used = usedColumns(prepared, columns, filter)
  const mapping = compileSync(prepared, staged, variables)
  const layout = layoutOf(prepared, staged, mapping, snapshot?.layout)
  // A filter that asks for the time does so in each run; a cursor sees none of the rows that it takes in later.
  const salt = await saltOf({ database, prepared, name: '' }, { mapping, filter, layout, used })
  const parts = [salt, sync.model.query, column.name, column.type]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/**
 * How far a sync has read when all that was staged is dealt with. Asked before the rows are compared: what is read
 * later can only be more.
 */
export async function markOfStage(
  { column, former, identity, nowMs }: SyncWindow,
  stage: Stage,
  database: LocalDatabase,
): Promise<CursorMark | undefined> {
  const highest = await highestValue(column, stage, database)
  const known = former === undefined ? undefined : BigInt(former.value)
  if (highest === undefined) return former
  // A value of the future would hide what is written until then; and half a millisecond may have been cut.
  const value = column.type === 'integer' ? highest : smaller(highest, BigInt(nowMs)) - 1n
  return { identity, value: String(known !== undefined && known > value ? known : value) }
}

async function highestValue(
  { name, type }: Column,
  stage: Stage,
  database: LocalDatabase,
): Promise<bigint | undefined> {
  const column = quoteName(name)
  const isTime = type !== 'integer'
  const sqlType = type === 'timestamptz' ? 'TIMESTAMPTZ' : 'TIMESTAMP'
  const value = isTime ? `try_cast(${column} AS ${sqlType})::TIMESTAMP` : column
  const [[highest = null] = []] = await database.rows(
    isTime
      ? `SELECT max(epoch_ms(moment)) FROM (SELECT ${value} AS moment FROM (${stage.select})) WHERE isfinite(moment)`
      : `SELECT max(${value}) FROM (${stage.select})`,
  )
  return highest === null ? undefined : BigInt(String(highest))
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
