import type { Column, Context, DiscoveredTable } from '@revetl/sdk'
import { groupColumns } from '@revetl/sdk/sql'
import type { RedshiftConfig } from './config.ts'
import { valueTypeOfName } from './column-types.ts'
import { openSession } from './connect.ts'
import { modelError } from './model-errors.ts'

interface ColumnRow {
  readonly schema: string
  readonly table: string
  readonly column: string
  readonly nullable: string | null
  readonly type: string
  readonly precision: number | null
  readonly scale: number | null
}

// Tables, views, late-binding views, and the external tables of data lakes and federated databases: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html (read 2026-11-27)
const listColumns = `
  select table_schema as "schema", table_name as "table", column_name as "column",
    is_nullable as nullable, data_type as type, numeric_precision as "precision",
    numeric_scale as scale
  from svv_columns
  where table_schema !~ '^pg_' and table_schema <> 'information_schema'
  order by table_schema, table_name, ordinal_position`

/** Lists the tables and views of the database with their columns, external ones among them. */
export async function discoverTables(
  ctx: Context<RedshiftConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  await using session = await openSession(ctx)
  try {
    const { rows } = await session.client.query<ColumnRow>(listColumns)
    return {
      tables: groupColumns(
        rows.map((row) => ({ path: [row.schema, row.table], column: listedColumn(row) })),
      ),
    }
  } catch (error) {
    throw modelError(error)
  }
}

function listedColumn({ column, nullable, type, precision, scale }: ColumnRow): Column {
  const valueType = valueTypeOfName(type)
  const hasDigits = valueType === 'decimal' && precision !== null && scale !== null
  return {
    name: column,
    type: valueType,
    ...(hasDigits ? { precision, scale } : {}),
    sourceType: type,
    nullable: nullable?.toLowerCase() !== 'no',
  }
}
