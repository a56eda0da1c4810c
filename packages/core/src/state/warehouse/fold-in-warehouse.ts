import { RevError } from '@revetl/sdk'
import {
  analyzeSql,
  createTableSql,
  scratchTable,
  type Scratch,
  type ScratchTable,
} from '@revetl/sdk/sql'
import { newestRows } from '../../scratch-tables.ts'
import { uploadRows } from '../../scratch-upload.ts'
import type { Segment, Snapshot } from '../../snapshot.ts'
import { countDelivered, isSameLayout, loadDelivered, mergedFrom } from '../segments/fold-run.ts'
import { foldSelect, segmentColumns, uploadColumns } from './fold-sql.ts'
import { sameRows, uploadSelect } from './upload-select.ts'
import type { WarehouseFold } from './warehouse-fold.ts'

/**
 * Adds what a run delivered to the tables of a snapshot, of which it makes one. It counts when the ledger has it.
 * Invariant 2: only positions that a destination said yes to get here.
 */
export async function foldInWarehouse(fold: WarehouseFold): Promise<Omit<Snapshot, 'foldedRun'>> {
  const { database, former, layout, isReplace, unknown } = fold
  const { isWhole } = await loadDelivered(fold)
  const counts = await countDelivered(fold, isWhole)
  const total = counts.added + counts.changed + counts.removed
  const records = isReplace ? total : (former?.records ?? 0) + counts.added - counts.removed
  const [[same = 0] = []] =
    fold.same === undefined || isReplace
      ? [[0]]
      : await database.rows(`SELECT count(*) FROM (${fold.same})`)
  if (total === 0 && unknown.length === 0 && Number(same) === 0) {
    return former && !isReplace ? former : { records, layout, segments: [] }
  }
  if (total === 0 && unknown.length === 0 && former) return refresh(fold, former, Number(same))
  const isOther = former !== undefined && !isReplace && !isSameLayout(former.layout, layout)
  const before = isReplace || isOther ? [] : (former?.segments ?? [])
  const accepted = isOther && former.segments.length > 0 ? await fold.accepted() : undefined
  const rows = await writeTable(fold, before, uploadSelect(fold, accepted))
  const expected = isOther ? records : total + Number(same)
  if (rows < expected || rows > expected + unknown.length) throw odd(fold, expected, rows)
  return { records, layout, segments: await mergeTables(fold, before, rows) }
}

/** Nothing was delivered: what is known of the records stays as it is, and gets the raw fingerprints of now. */
async function refresh(
  fold: WarehouseFold,
  former: Snapshot,
  same: number,
): Promise<Omit<Snapshot, 'foldedRun'>> {
  const { records, layout, segments } = former
  const refreshed = { ...fold, layout }
  const rows = await writeTable(refreshed, segments, sameRows(refreshed).join(''))
  if (rows !== same) throw odd(fold, same, rows)
  return { records, layout, segments: await mergeTables(refreshed, segments, rows) }
}

/** Writes the new rows as one table. @returns how many there are. */
async function writeTable(
  fold: WarehouseFold,
  before: readonly Segment[],
  uploaded: string,
): Promise<number> {
  const { scratch, layout, tables, execute, count } = fold
  const columns = uploadColumns(scratch, layout)
  const upload = { name: tables.upload, columns }
  const written = { name: tables.written, columns: segmentColumns(scratch, layout) }
  await execute(createTableSql(scratch, upload))
  await uploadRows(fold.database, uploaded, {
    scratch,
    table: tables.upload,
    columns,
    execute,
  })
  const names = { upload: tables.upload, stage: fold.stage }
  const select = foldSelect({ scratch, layout, before, ...names })
  await execute([...analyzeSql(scratch, upload), ...filledTableSql(scratch, written, select)])
  return count(`SELECT count(*) AS n FROM ${scratchTable(scratch, tables.written)}`)
}

/** Merges a new table with those that are not much larger, so that there are few. */
async function mergeTables(
  fold: WarehouseFold,
  before: readonly Segment[],
  rows: number,
): Promise<readonly Segment[]> {
  const { scratch, layout, tables, execute, count } = fold
  const { schema } = scratch
  const written = { file: tables.written, rows, digest: '', schema }
  const start = mergedFrom(before, rows)
  if (start === before.length) return [...before, written]
  const columns = segmentColumns(scratch, layout)
  const names = columns.map(({ name }) => name)
  const newest = [...before.slice(start), written]
  const select = newestRows(scratch, newest, layout, names, start > 0)
  await execute(filledTableSql(scratch, { name: tables.merged, columns }, select))
  const merged = {
    ...written,
    file: tables.merged,
    rows: await count(`SELECT count(*) AS n FROM ${scratchTable(scratch, tables.merged)}`),
  }
  return [...before.slice(0, start), merged]
}

function filledTableSql(scratch: Scratch, table: ScratchTable, select: string): readonly string[] {
  const names = table.columns.map(({ name }) => name).join(', ')
  return [
    ...createTableSql(scratch, table),
    `INSERT INTO ${scratchTable(scratch, table.name)} (${names}) ${select}`,
    ...analyzeSql(scratch, table),
  ]
}

function odd({ scratch }: WarehouseFold, expected: number, got: number): RevError {
  return new RevError(
    'REV_STATE_BROKEN',
    `Failed to fold a run into ${scratch.schema}: expected ${expected} records, got ${got}. The snapshot is as it was.`,
    { hint: 'Somebody else may have changed a table of rev there. Run again.' },
  )
}
