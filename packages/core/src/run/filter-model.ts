import type { StagedColumn } from '../compiled-mapping.ts'
import type { LocalDatabase } from '../local-database.ts'
import { compileFilter, type CompiledFilter } from '../map/compile-filter.ts'
import type { Sync } from '../project.ts'

/** SELECT of the rows of a model that are records of a sync. */
export function filteredRows(model: string, filter: CompiledFilter | undefined): string {
  return filter === undefined ? model : `SELECT * FROM (${model}) WHERE ${filter.sql}`
}

/** The filter of a sync; undefined where it has none. @throws `REV_CONFIG_MAPPING` for one that is no condition. */
export function compileSyncFilter(
  sync: Pick<Sync, 'filter' | 'placeOf'>,
  columns: readonly StagedColumn[],
  database: LocalDatabase,
): Promise<CompiledFilter | undefined> {
  return compileFilter(sync, columns, (sql) => database.rows(sql))
}
