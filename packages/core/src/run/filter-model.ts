import type { StagedColumn } from '../compiled-mapping.ts'
import type { LocalDatabase } from '../local-database.ts'
import { compileFilter } from '../map/compile-filter.ts'
import type { Sync } from '../project.ts'

/** The rows of a model that are records of a sync. @throws `REV_CONFIG_MAPPING` for a filter that is no condition. */
export async function filterModel(
  sync: Pick<Sync, 'filter' | 'placeOf'>,
  model: string,
  columns: readonly StagedColumn[],
  database: LocalDatabase,
): Promise<string> {
  const condition = await compileFilter(sync, columns, (sql) => database.rows(sql))
  return condition === undefined ? model : `SELECT * FROM (${model}) WHERE ${condition}`
}
