import type { DuckDBConnection } from '@duckdb/node-api'
import type { Context, DiscoveredTable } from '@revetl/sdk'
import { toColumn } from './column-types.ts'
import type { DuckdbConfig } from './config.ts'
import { openSession } from './session.ts'
import { quoteName } from './sql-text.ts'

const listTables = `
  SELECT schema_name, table_name FROM (
    SELECT schema_name, table_name FROM duckdb_tables()
      WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT schema_name, view_name FROM duckdb_views()
      WHERE database_name = current_database() AND NOT internal
  ) ORDER BY ALL`

/** The tables and views of the source's database, by schema and name. */
export async function discoverTables(
  ctx: Context<DuckdbConfig>,
): Promise<readonly DiscoveredTable[]> {
  using session = await openSession(ctx)
  if (session.database === undefined) return []
  const result = await session.connection.runAndReadAll(listTables)
  const tables: DiscoveredTable[] = []
  for (const [schema, table] of result.getRows() as [string, string][]) {
    const found = await describeTable(session.connection, [schema, table])
    if (found === undefined) {
      ctx.log.warn('A view is left out because it cannot be read', { view: `${schema}.${table}` })
    } else tables.push(found)
  }
  return tables
}

/** A view may read what is not there any more. */
async function describeTable(
  connection: DuckDBConnection,
  path: readonly [string, string],
): Promise<DiscoveredTable | undefined> {
  const sql = `SELECT * FROM ${path.map(quoteName).join('.')}`
  const prepared = await connection.prepare(sql).catch(() => undefined)
  if (prepared === undefined) return undefined
  const columns = Array.from({ length: prepared.columnCount }, (_, index) =>
    toColumn(prepared.columnName(index), prepared.columnType(index)),
  )
  prepared.destroySync()
  return { path, columns }
}
