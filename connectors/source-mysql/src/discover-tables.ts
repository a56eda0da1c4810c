import type { Context, DiscoveredTable } from '@revetl/sdk'
import { groupColumns } from '@revetl/sdk/sql'
import type { Connection } from 'mysql2'
import { toColumn, type TypeFacts, type TypeOptions } from './column-types.ts'
import type { MysqlConfig } from './config.ts'
import { openSession } from './connect.ts'
import { modelError } from './model-errors.ts'
import { ask } from './statements.ts'

interface ColumnRow {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly fullType: string
  readonly nullable: 'YES' | 'NO'
  readonly precision: string | number | null
  readonly scale: string | number | null
}

// One database after the other: the server looks only at those that are asked for, and no answer is larger than one
// database.
const listSchemas = `
  select schema_name as name from information_schema.schemata
  where schema_name not in ('information_schema', 'performance_schema', 'mysql', 'sys') order by 1`

const listColumns = `
  select table_name as \`table\`, column_name as \`column\`, data_type as type,
    column_type as fullType, is_nullable as nullable, numeric_precision as \`precision\`,
    numeric_scale as scale
  from information_schema.columns
  where table_schema = ? and find_in_set('select', privileges)
  order by table_name, ordinal_position`

// MariaDB keeps JSON as text with a constraint that has the name of its column.
const listJson = `
  select table_name as \`table\`, constraint_name as \`column\`
  from information_schema.check_constraints
  where constraint_schema = ? and check_clause like 'json\\_valid(%'`

interface Schema {
  readonly name: string
}

/** Lists what the user can read: tables and views with their columns, of the configured database or else of all. */
export async function discoverTables(
  ctx: Context<MysqlConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { connection, address } = session
  try {
    const { database } = address
    const schemas =
      database === '' ? await ask<Schema>(connection, listSchemas) : [{ name: database }]
    const tables: DiscoveredTable[] = []
    for (const { name } of schemas) {
      ctx.signal.throwIfAborted()
      for (const table of await tablesOf(session, name, ctx.config)) tables.push(table)
    }
    return { tables }
  } catch (error) {
    throw modelError(error)
  }
}

interface Connected {
  readonly connection: Connection
  readonly isMariadb: boolean
}

async function tablesOf(
  { connection, isMariadb }: Connected,
  schema: string,
  options: TypeOptions,
): Promise<readonly DiscoveredTable[]> {
  const rows = await ask<ColumnRow>(connection, listColumns, [schema])
  // MySQL's view of constraints names no table, and its JSON is a type of its own.
  const json = new Set(
    isMariadb ? (await ask<Place>(connection, listJson, [schema])).map(keyOf) : [],
  )
  const listed = rows.map((row) => {
    const type = json.has(keyOf(row)) ? { ...factsOf(row), name: 'json' } : factsOf(row)
    const facts = { options, nullable: row.nullable === 'YES', sourceType: row.fullType }
    return { path: [schema, row.table], column: toColumn(row.column, type, facts) }
  })
  return groupColumns(listed)
}

type Place = Pick<ColumnRow, 'table' | 'column'>

const keyOf = ({ table, column }: Place): string => JSON.stringify([table, column])

const geometries = /^(point|linestring|polygon|multi\w+|geometrycollection|geomcollection)$/

function factsOf({ type, fullType, precision, scale }: ColumnRow): TypeFacts {
  return {
    name: geometries.test(type) ? 'geometry' : type,
    isUnsigned: fullType.includes('unsigned'),
    isPadded: fullType.includes('zerofill'),
    size: type === 'tinyint' ? displayWidth(fullType) : Number(precision ?? 0),
    scale: Number(scale ?? 0),
  }
}

function displayWidth(fullType: string): number {
  return Number(/^tinyint\((\d+)\)/.exec(fullType)?.[1] ?? 4)
}
