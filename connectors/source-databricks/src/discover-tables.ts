import type { Column, Context, DiscoveredTable } from '@revetl/sdk'
import { groupColumns, type ListedColumn } from '@revetl/sdk/sql'
import { toColumn } from './column-types.ts'
import type { DatabricksConfig } from './config.ts'
import { Statement } from './statement.ts'
import type { Row } from './json-rows.ts'

// Tables and views that the user may see: https://docs.databricks.com/en/sql/language-manual/information-schema/columns.html (read 2026-11-27)
const listColumns = (condition: string): string => `
  select table_schema, table_name, column_name, full_data_type, is_nullable
  from information_schema.columns where ${condition}
  order by table_schema, table_name, ordinal_position`

/** Lists tables and views with their columns: of the configured schema or else of all of the catalog. */
export async function discoverTables(
  ctx: Context<DatabricksConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  const { schema } = ctx.config
  const condition =
    schema === undefined
      ? "table_schema <> 'information_schema'"
      : // A text of hexadecimal digits has nothing that could end it.
        `table_schema = decode(unhex('${Buffer.from(schema).toString('hex')}'), 'UTF-8')`
  const statement = await Statement.submit(ctx, listColumns(condition))
  const listed: ListedColumn[] = []
  for await (const rows of statement.rows(0)) listed.push(...rows.map(listedColumn))
  return { tables: groupColumns(listed) }
}

function listedColumn([schema, table, name, type, nullable]: Row): ListedColumn {
  const column: Column = toColumn(name ?? '', type ?? '')
  return { path: [schema ?? '', table ?? ''], column: { ...column, nullable: nullable !== 'NO' } }
}
