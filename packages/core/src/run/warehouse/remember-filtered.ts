import { analyzeSql, createTableSql, scratchTable } from '@revetl/sdk/sql'
import type { WarehouseStage } from '../../diff/warehouse/stage-sql.ts'
import { uploadRows } from '../../scratch-upload.ts'
import type { CompareOptions } from './compare-options.ts'

/** Rows of the model that do not meet the filter of the sync. */
export interface FilteredRows {
  /** SELECT of the fingerprints of those that came to the local engine. */
  readonly prints: string
  /** Whether the filter asks for the time: then they say nothing of the next run. */
  readonly asksClock: boolean
}

/**
 * Writes down which rows do not meet the filter, so that they need not leave the database again until they change.
 * Fingerprints that no row has any more are left out.
 * @returns the table with those of this run; undefined where every row meets the filter
 */
export async function rememberFiltered(
  { session, database, name }: Pick<CompareOptions, 'session' | 'database' | 'name'>,
  stage: WarehouseStage,
  { prints, asksClock }: FilteredRows,
): Promise<string | undefined> {
  const [[found = 0] = []] = await database.rows(`SELECT count(*) FROM (${prints})`)
  if (Number(found) === 0) return stage.filtered
  const { scratch, execute } = session
  const file = await session.name('filtered', name)
  const mp = { name: 'mp', type: scratch.dialect.types.print, isKey: true }
  const table = { name: file, columns: [mp] }
  const known = `SELECT DISTINCT raw FROM ${scratchTable(scratch, stage.table)} WHERE d = -1`
  const insert = `INSERT INTO ${scratchTable(scratch, file)} (mp) ${known}`
  await execute([...createTableSql(scratch, table), ...(stage.filtered ? [insert] : [])])
  await uploadRows(database, prints, { scratch, table: file, columns: [mp], execute })
  await execute(analyzeSql(scratch, table))
  if (!asksClock) await session.keepFiltered(file)
  return file
}
