import { isRevError, type Column, type Context, type DiscoveredTable } from '@revetl/sdk'
import { toColumn } from './column-types.ts'
import type { SnowflakeConfig } from './config.ts'
import { quoteIdentifier, quoteText } from './dialect.ts'
import { ask } from './statement.ts'

type Ctx = Context<SnowflakeConfig>

interface Place {
  readonly database: string
  readonly schema: string
}

const catalogue = 'INFORMATION_SCHEMA'

/**
 * Lists the tables and views that the role can read, with their columns: of the configured database or else of all.
 * Schema by schema, since Snowflake refuses to list too much at once.
 */
export async function discoverTables(
  ctx: Ctx,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  const { database } = ctx.config
  if (database !== undefined) return { tables: await tablesIn(ctx, database) }
  const tables: DiscoveredTable[] = []
  for (const name of await databasesOf(ctx)) {
    try {
      for (const table of await tablesIn(ctx, name)) tables.push(table)
    } catch (error) {
      // It was dropped meanwhile, or the role sees its name and may not use it.
      if (!isRevError(error) || error.code !== 'REV_MODEL_NOT_FOUND') throw error
    }
  }
  return { tables }
}

async function tablesIn(ctx: Ctx, database: string): Promise<readonly DiscoveredTable[]> {
  const tables: DiscoveredTable[] = []
  for (const schema of await schemasOf(ctx, database)) {
    for (const table of await tablesOf(ctx, { database, schema })) tables.push(table)
  }
  return tables
}

async function databasesOf(ctx: Ctx): Promise<readonly string[]> {
  // created_on, name, …: https://docs.snowflake.com/en/sql-reference/sql/show-databases (to be confirmed)
  const rows = await ask(ctx, 'show terse databases')
  return rows.map(([, name]) => name ?? '').toSorted()
}

async function schemasOf(ctx: Ctx, database: string): Promise<readonly string[]> {
  const sql = `
    select schema_name from ${quoteIdentifier(database)}.information_schema.schemata
    where schema_name <> ${quoteText(catalogue)} order by schema_name`
  return (await ask(ctx, sql)).map(([name]) => name ?? '')
}

async function tablesOf(
  ctx: Ctx,
  { database, schema }: Place,
): Promise<readonly DiscoveredTable[]> {
  const sql = `
    select table_name, column_name, data_type, numeric_precision, numeric_scale, is_nullable
    from ${quoteIdentifier(database)}.information_schema.columns
    where table_schema = ${quoteText(schema)} order by table_name, ordinal_position`
  const columnsByTable = new Map<string, Column[]>()
  for (const [table, name, type, precision, scale, nullable] of await ask(ctx, sql)) {
    const columns = columnsByTable.get(table ?? '') ?? []
    columnsByTable.set(table ?? '', columns)
    columns.push(
      toColumn({
        name: name ?? '',
        type: type ?? '',
        precision: numberOf(precision),
        scale: numberOf(scale),
        nullable: nullable !== 'NO',
      }),
    )
  }
  return [...columnsByTable].map(([table, columns]) => ({
    path: [database, schema, table],
    columns,
  }))
}

function numberOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text)
}
