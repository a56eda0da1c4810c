import { join } from 'node:path'
import type { DeliveredPage } from '../../ledger.ts'
import { createTextTable, workTable, type LocalDatabase } from '../../local-database.ts'
import { changesTable, deliveredView, rowsTable, writeParquetSql } from '../../plan-rows.ts'
import { joinRanges, type SeqRange } from '../../seq-ranges.ts'
import {
  fieldColumn,
  fieldColumns,
  fieldHashOf,
  keyColumns,
  splitFingerprint,
  type SnapshotLayout,
} from '../../snapshot-layout.ts'
import {
  newestOf,
  segmentSelect,
  snapshotSelect,
  type Segment,
  type Snapshot,
} from '../../snapshot.ts'
import { appendTexts } from '../../table-loader.ts'
import { sealFile } from './seal-file.ts'

interface FoldOptions {
  readonly database: LocalDatabase
  /** Where the files of the sync lie. */
  readonly folder: string
  readonly run: number
  /** The name of a new file: another one for each lease, so that a paused worker is not in the way of who took over. */
  readonly file: string
  /** What was accepted before. */
  readonly former: Snapshot | undefined
  /** The layout that the run's changes have. */
  readonly layout: SnapshotLayout
  /** The file with the rows of the plan, and whether they lack values that were accepted before. */
  readonly plan: { readonly file: string; readonly digest: string; readonly isDelta?: boolean }
  readonly delivered: AsyncIterable<DeliveredPage>
  /** Positions that were sent and whose fate nobody knows. */
  readonly unknown: readonly number[]
  /** Takes everything that would be sent as delivered. */
  readonly isBaseline: boolean
  /** A replaced destination holds exactly what was delivered now. */
  readonly isReplace: boolean
}

// A plan in which more positions than these were not accepted is written anew without them.
const leftMax = 10_000
// A file that is not much larger than all newer ones together is merged with them, so that there are few.
const mergeRatio = 4

/**
 * Adds what a run delivered to the snapshot. Writes at most one new file; the snapshot counts when the ledger has it.
 * Invariant 2: only positions that a destination said yes to get here.
 */
export async function foldRun(options: FoldOptions): Promise<Omit<Snapshot, 'foldedRun'>> {
  const { former, layout, isReplace } = options
  const { hasRemoteIds, isWhole } = await loadDelivered(options)
  const counts = await countDelivered(options, isWhole)
  const total = counts.added + counts.changed + counts.removed
  const records = isReplace ? total : (former?.records ?? 0) + counts.added - counts.removed
  if (total === 0 && options.unknown.length === 0) {
    return former && !isReplace ? former : { records, layout, segments: [] }
  }
  const isNew = isReplace || (counts.changed === 0 && counts.removed === 0)
  const mayTakeOver = isNew && !hasRemoteIds && options.unknown.length === 0
  const segments =
    (mayTakeOver ? await takeOverPlan(options, total, isWhole) : undefined) ??
    (await writeSegment(options, total + options.unknown.length))
  return { records, layout, segments }
}

/** The plan as a part of the snapshot, just as it lies there; undefined where too much of it was not accepted. */
async function takeOverPlan(
  options: FoldOptions,
  rows: number,
  isWhole: boolean,
): Promise<readonly Segment[] | undefined> {
  const { database, layout, former, plan, run, isReplace } = options
  // Other layouts keep less than what is sent.
  if (layout.track !== 'values') return undefined
  const others = isReplace ? [] : (former?.segments ?? [])
  if (others.length > 0 && !isSameLayout(former?.layout, layout)) return undefined
  if (mergedFrom(others, rows) < others.length) return undefined
  const left = isWhole
    ? []
    : await database.rows(
        `SELECT seq FROM ${rowsTable} WHERE kind <> 'bad' AND seq NOT IN (SELECT seq FROM ${deliveredView}) LIMIT ${leftMax + 1}`,
      )
  if (left.length > leftMax) return undefined
  const taken = { run, left: left.map(([seq]) => Number(seq)) }
  return [...others, { file: plan.file, digest: plan.digest, rows, plan: taken }]
}

/** Writes what was delivered, merged with the newest files where that keeps them few. */
async function writeSegment(options: FoldOptions, rows: number): Promise<readonly Segment[]> {
  const { database, folder, file, former, layout, isReplace } = options
  const segments = isReplace ? [] : (former?.segments ?? [])
  // A snapshot of another layout is written anew as a whole.
  const start = isSameLayout(former?.layout, layout) ? mergedFrom(segments, rows) : 0
  const older = olderSelects(options, segments, start)
  const merged = newestOf([...older, acceptedSql(options)], layout)
  const isWhole = start === 0
  const select = `SELECT * FROM (${merged}) ${isWhole ? 'WHERE NOT gone' : ''}`
  const path = join(folder, file)
  const written = await database.run(writeParquetSql(splitFingerprint(select), path))
  return [...segments.slice(0, start), { file, rows: written, digest: await sealFile(path) }]
}

function olderSelects(
  { folder, former, layout }: FoldOptions,
  segments: readonly Segment[],
  start: number,
): readonly string[] {
  if (former === undefined || segments.length === 0) return []
  if (isSameLayout(former.layout, layout)) {
    return segments.slice(start).map((segment) => segmentSelect(folder, layout, segment))
  }
  return [`SELECT *, false AS gone FROM (${snapshotSelect(folder, former, layout)})`]
}

/** From which file on all are merged with a new one of so many rows. */
export function mergedFrom(segments: readonly Segment[], rows: number): number {
  let start = segments.length
  let newer = rows
  for (; start > 0; start--) {
    const older = segments[start - 1]?.rows ?? 0
    if (older > newer * mergeRatio) break
    newer += older
  }
  return start
}

/** Whether rows of one layout lie in the same columns as those of another. */
export function isSameLayout(one: SnapshotLayout | undefined, other: SnapshotLayout): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Makes the view of the accepted positions. `isWhole` tells that every row of the plan was accepted. */
export async function loadDelivered({
  database,
  delivered: pages,
  isBaseline,
}: Pick<FoldOptions, 'database' | 'delivered' | 'isBaseline'>): Promise<{
  readonly hasRemoteIds: boolean
  readonly isWhole: boolean
}> {
  let ranges: readonly SeqRange[] = []
  let remoteIds = 0
  for await (const page of pages) {
    ranges = joinRanges([...ranges, ...page.ranges])
    if (page.remoteIds.size === 0) continue
    if (remoteIds === 0) await createTextTable(database, 'remote_ids', ['seq', 'remote'])
    remoteIds += await appendTexts(database, 'remote_ids', [
      [[...page.remoteIds.keys()].map(String), [...page.remoteIds.values()]],
    ])
  }
  await loadRanges(database, ranges)
  const remote = `(SELECT seq::BIGINT AS seq, any_value(remote) AS remote FROM ${workTable('remote_ids')} GROUP BY ALL)`
  await database.run(
    `CREATE OR REPLACE VIEW ${deliveredView} AS SELECT seq, ${remoteIds === 0 ? 'NULL::VARCHAR AS remote' : 'remote'}
     FROM (SELECT unnest(range(first::BIGINT, last::BIGINT + 1)) AS seq FROM ${workTable('delivered_ranges')}
     UNION ALL SELECT seq FROM ${changesTable} WHERE state IS NULL AND (is_accepted OR ${isBaseline}))
     ${remoteIds === 0 ? '' : `LEFT JOIN ${remote} USING (seq)`}`,
  )
  const [[rows = 0] = []] = await database.rows(`SELECT count(*) FROM ${rowsTable}`)
  const [range, ...others] = ranges
  const isWhole =
    range !== undefined && others.length === 0 && range[0] === 0 && range[1] === Number(rows) - 1
  return { hasRemoteIds: remoteIds > 0, isWhole }
}

async function loadRanges(database: LocalDatabase, ranges: readonly SeqRange[]): Promise<void> {
  await createTextTable(database, 'delivered_ranges', ['first', 'last'])
  await appendTexts(database, 'delivered_ranges', [
    [ranges.map(([first]) => String(first)), ranges.map(([, last]) => String(last))],
  ])
}

/** How many changes of each kind were accepted. */
export async function countDelivered(
  { database }: Pick<FoldOptions, 'database'>,
  isWhole: boolean,
): Promise<{
  readonly added: number
  readonly changed: number
  readonly removed: number
}> {
  const rows = await database.rows(
    `SELECT kind, count(*) FROM ${changesTable} ${isWhole ? '' : `WHERE seq IN (SELECT seq FROM ${deliveredView})`} GROUP BY kind`,
  )
  const counts = new Map(rows.map(([kind, count]) => [String(kind), Number(count)]))
  return {
    added: counts.get('added') ?? 0,
    changed: counts.get('changed') ?? 0,
    removed: counts.get('removed') ?? 0,
  }
}

/** SELECT of what was accepted; a change that is a delta is completed with what was accepted before. */
function acceptedSql(options: FoldOptions): string {
  const { folder, former, layout, run, plan, isReplace, unknown } = options
  const before = snapshotSelect(folder, isReplace ? undefined : former, layout)
  // To look for what was accepted before takes longer than all the rest where few of many records changed.
  const isDelta = plan.isDelta !== false
  const completed = (value: string, column: string) =>
    `${isDelta ? `coalesce(${value}, s.${column})` : value} AS ${column}`
  const match = layout.matchColumns.map(({ name, column }) =>
    completed(`c.${fieldColumn(layout, name)}`, column),
  )
  const fields = fieldColumns(layout).map((column) =>
    completed(layout.track === 'fields' ? fieldHashOf(`c.${column}`) : `c.${column}`, column),
  )
  const keys = keyColumns(layout)
  const same = keys.map((key) => `s.${key} = c.${key}`).join(' AND ')
  const columns = [
    ...keys.map((key) => `c.${key}`),
    'c.fp AS fp',
    `${run}::INTEGER AS run`,
    'coalesce(d.remote, c.remote) AS remote',
    ...match,
    ...fields,
    "c.kind = 'removed' AS gone",
  ]
  const accepted = `SELECT ${columns.join(', ')} FROM ${changesTable} c JOIN ${deliveredView} d USING (seq)
    ${isDelta ? `LEFT JOIN (${before}) s ON ${same}` : ''}`
  if (unknown.length === 0) return accepted
  // What the destination has of a record that was sent and never answered can be the old or the new.
  return `${accepted} UNION ALL SELECT s.* REPLACE (NULL::UHUGEINT AS fp), false AS gone FROM (${before}) s
    JOIN ${changesTable} c ON ${same} WHERE c.seq IN (${unknown.join(', ')})`
}
