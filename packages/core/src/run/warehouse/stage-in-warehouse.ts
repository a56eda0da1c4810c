import { createHash } from 'node:crypto'
import { isRevError, RevError, type Column } from '@revetl/sdk'
import type { CompiledMapping } from '../../compiled-mapping.ts'
import { columnsOf } from '../../config/check-columns.ts'
import {
  anyDuplicateSql,
  countGoneSql,
  countKindsSql,
  refusedSql,
  stageStatements,
  type WarehouseStage,
} from '../../diff/warehouse/stage-sql.ts'
import type { CompiledFilter } from '../../map/compile-filter.ts'
import type { Sync } from '../../project.ts'
import type { SnapshotLayout } from '../../snapshot-layout.ts'
import type { Snapshot } from '../../snapshot.ts'
import { checkedColumns, checkedNumbers, checkedSql } from '../contract/checked-columns.ts'
import { atModel } from '../describe-model.ts'
import { rulesOf } from '../diff-sync.ts'
import type { PreparedSync } from '../prepare-sync.ts'
import type { CompareOptions } from './compare-options.ts'
import type { ScratchSession } from './scratch-session.ts'

/** The columns that the key, the mapping, the filter and the contract use, in the order of the model. */
export function usedColumns(
  { sync, fields }: PreparedSync,
  columns: readonly Column[],
  filter: CompiledFilter | undefined,
): readonly Column[] {
  const mapped = fields.flatMap(({ expression }) => columnsOf(expression))
  const names = new Set([
    ...mapped.map(({ column }) => column),
    ...sync.key,
    ...(filter?.columns ?? []),
    ...checkedColumns(sync, columns).map(({ name }) => name),
  ])
  return columns.filter(({ name }) => names.has(name))
}

/**
 * What a raw fingerprint stands for besides the row: with another mapping the same row is another record, with another
 * filter it may be none, and with a filter that asks for the time every run has to look at it again.
 */
export async function saltOf(
  { database, prepared, name: comparison }: Pick<CompareOptions, 'database' | 'prepared' | 'name'>,
  {
    mapping,
    filter,
    layout,
    used,
  }: {
    readonly mapping: CompiledMapping
    readonly filter: CompiledFilter | undefined
    readonly layout: SnapshotLayout
    readonly used: readonly Column[]
  },
): Promise<string> {
  const [[engine] = []] = await database.rows('SELECT version()')
  const fields = mapping.fields.filter((one) => !one.isVolatile)
  const parts = [
    engine,
    fields.map(({ field, json, problem }) => [field, json, problem]),
    mapping.scalarFunctions.map(({ name, version }) => [name, version]),
    layout,
    prepared.matchOn,
    rulesOf(prepared, false),
    used.map((column) => [column.name, column.type, column.sourceType]),
    ...(filter === undefined ? [] : [filter.sql, filter.asksClock ? comparison : '']),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

interface StageParts {
  readonly layout: SnapshotLayout
  readonly used: readonly Column[]
  readonly filter: CompiledFilter | undefined
  readonly salt: string
  readonly isReplace: boolean
}

/** Reads the model into a table of the warehouse, each row beside what was accepted of it. */
export async function stageInWarehouse(
  options: CompareOptions,
  parts: StageParts,
): Promise<WarehouseStage> {
  const { session } = options
  try {
    return await stageRows(options, parts)
  } catch (error) {
    const { filtered } = session
    const isLost = isRevError(error) && error.code === 'REV_MODEL_NOT_FOUND'
    if (filtered === undefined || !isLost || !error.message.includes(filtered)) throw error
    // It only saves a transfer.
    await session.keepFiltered(undefined)
    return stageRows(options, parts)
  }
}

async function stageRows(
  options: CompareOptions,
  { layout, used, filter, salt, isReplace }: StageParts,
): Promise<WarehouseStage> {
  const { session, prepared, snapshot, isFull, projectPath } = options
  const { model, key } = prepared.sync
  const segments = snapshot?.segments ?? []
  const checked = checkedColumns(prepared.sync, used)
  try {
    const request = {
      model: model.query,
      projectPath,
      keys: [...key, ...checkedNumbers(checked)],
      columns: used.map(({ name }) => name),
      salt,
    }
    const found = await session.pushdown.model(request, session.signal)
    const stage: WarehouseStage = {
      scratch: session.scratch,
      table: await session.name('stage', options.name),
      model: { ...found, keys: found.keys.slice(0, key.length) },
      checked: checkedSql(checked, found),
      former: { segments, layout: snapshot?.layout ?? layout },
      isWhole: segments.length === 0 || isFull || isReplace,
      hasFilter: filter !== undefined,
      filtered: filter === undefined || filter.asksClock ? undefined : session.filtered,
    }
    await session.execute(stageStatements(stage))
    return stage
  } catch (error) {
    throw atModel(error, model)
  }
}

/** What was staged. */
export interface StageCounts {
  readonly same: number
  /** Rows that can differ. */
  readonly candidates: number
  /** Accepted records that left the model. */
  readonly gone: number
  /** Whether several rows have a key that is known. */
  readonly hasDuplicates: boolean
}

/**
 * Counts what was staged, and holds it against the ledger.
 * @throws `REV_STATE_BROKEN`, and `REV_READ_FAILED` where a read would stop at a row
 */
export async function countStage(
  session: ScratchSession,
  sync: Sync,
  stage: WarehouseStage,
  snapshot: Snapshot | undefined,
): Promise<StageCounts> {
  const kinds = new Map(
    (await session.rows(countKindsSql(stage))).map(([kind, n]) => [Number(kind), Number(n)]),
  )
  const [same = 0, known = 0, unknown = 0, refused = 0] = [0, 1, 2, 3].map((kind) =>
    kinds.get(kind),
  )
  if (refused > 0) throw await refusedRow(session, sync, stage)
  const candidates = known + unknown
  if (snapshot === undefined || stage.former.segments.length === 0) {
    return { same, candidates, gone: 0, hasDuplicates: false }
  }
  const gone = await session.count(countGoneSql(stage))
  // Every record of the snapshot is met by one row of the model, or by none: more are rows that share a key.
  const surplus = same + known + gone - snapshot.records
  const hasDuplicates = surplus !== 0 && (await session.count(anyDuplicateSql(stage))) > 0
  if (surplus < 0 || (surplus > 0 && !hasDuplicates)) throw edited(sync, stage, surplus)
  return { same, candidates, gone, hasDuplicates }
}

async function refusedRow(
  session: ScratchSession,
  { model }: Sync,
  stage: WarehouseStage,
): Promise<unknown> {
  const [[why] = []] = await session.rows(refusedSql(stage))
  return atModel(
    new RevError('REV_READ_FAILED', `Failed to read the model: ${why}.`, {
      hint: 'Mend the value at the source, or write another expression in the SQL. Nothing was sent.',
    }),
    model,
  )
}

function edited(sync: Sync, { scratch }: WarehouseStage, surplus: number): RevError {
  return new RevError(
    'REV_STATE_BROKEN',
    `Failed to use the state of ${sync.name} in the schema ${scratch.schema}: it holds ${Math.abs(surplus)} records ${surplus < 0 ? 'less' : 'more'} than were delivered. Nothing was sent.`,
    {
      hint: `Somebody else changed the tables of rev. Restore them from a backup, or run \`rev reset ${sync.name}\` to deliver everything again.`,
    },
  )
}
