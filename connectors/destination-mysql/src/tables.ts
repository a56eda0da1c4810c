import { quoteTable, type TableName } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import {
  askCascades,
  askColumns,
  askIndexes,
  askJson,
  askPrefixes,
  askTables,
  askVersions,
  version,
  type ColumnRow,
  type PartRow,
  type TableRow,
} from './catalog-queries.ts'
import { quoteName, quoteText } from './quote-name.ts'
import type { Table, TableColumn } from './table.ts'

/** A statement that gives the version that a table has now, and holds it as it is until the transaction ends. */
export function askVersion({ schema, table }: TableName): string {
  const hold = `(select 1 from ${quoteTable({ schema, table }, quoteName)} limit 0)`
  return `select ${version} as version, ${hold} as held from information_schema.columns
    where table_schema = ${quoteText(schema)} and binary table_name = ${quoteText(table)}`
}

/** Lists the tables of a database that the user can write to. */
export async function listTables(
  connection: Connection,
  schema: string,
): Promise<readonly Table[]> {
  return describeTables(connection, schema, undefined)
}

/** @returns undefined where there is no such table. */
export async function findTable(
  connection: Connection,
  name: TableName,
): Promise<Table | undefined> {
  const [table] = await describeTables(connection, name.schema, name.table)
  return table
}

async function describeTables(
  connection: Connection,
  schema: string,
  only: string | undefined,
): Promise<readonly Table[]> {
  const ask = async <Row extends RowDataPacket>(sql: string, name = 'table_name', end = '') => {
    const where = only === undefined ? '' : ` and binary ${name} = ${quoteText(only)}`
    // The placeholders of the library escape with backslashes, which are letters here.
    const asked = sql.replace('@schema', () => quoteText(schema))
    const [rows] = await connection.query<Row[]>(`${asked}${where}${end}`)
    return rows
  }
  const versions = await ask<PartRow>(askVersions, 'table_name', ' group by table_name')
  const versionOf = new Map(versions.map(({ name, part }) => [name, part]))
  const tables = await ask<TableRow>(askTables, 't.table_name', ' order by 1')
  const columns = await ask<ColumnRow>(askColumns, 'table_name', ' order by ordinal_position')
  const order = " order by index_name <> 'PRIMARY', index_name, seq_in_index"
  const indexes = await ask<PartRow>(askIndexes, 'table_name', order)
  const prefixes = new Set((await ask<PartRow>(askPrefixes)).map(keyOf))
  const cascades = await ask<PartRow>(askCascades, 'referenced_table_name')
  const json = new Set((await ask<PartRow>(askJson).catch(() => [])).map(keyOf))
  const whole = indexes.filter((row) => !prefixes.has(keyOf(row)))
  return tables
    .map(({ name, part, packetBytes }): Table => ({
      schema,
      table: name,
      sql: quoteTable({ schema, table: name }, quoteName),
      version: versionOf.get(name) ?? '',
      packetBytes: Number(packetBytes),
      hasTransactions: part === 'YES',
      columns: columns
        .filter((row) => row.table === name)
        .map((row) => toColumn(row, json.has(keyOf(row)))),
      uniqueSets: uniqueSetsOf(whole.filter((row) => row.table === name)),
      cascades: cascades.filter((row) => row.table === name).map((row) => row.part),
    }))
    .filter(({ table }) =>
      only === undefined ? columns.some((row) => row.table === table && row.isWritable) : true,
    )
}

const keyOf = ({ table, name }: { readonly table: string; readonly name: string }): string =>
  JSON.stringify([table, name])

function toColumn(row: ColumnRow, isJson: boolean): TableColumn {
  const { name, type, collation, characters, fraction, extra } = row
  const isNullable = row.nullable === 'YES'
  const isReadOnly = /\b(VIRTUAL|STORED|PERSISTENT) GENERATED|^(VIRTUAL|PERSISTENT)$/i.test(extra)
  const hasDefault = row.byDefault !== null || /auto_increment/i.test(extra)
  const dataType = isJson ? 'json' : row.dataType
  const isRequired = !isNullable && !hasDefault && !isReadOnly
  return {
    name,
    dataType,
    type,
    collation,
    characters,
    fraction,
    isNullable,
    isRequired,
    isReadOnly,
  }
}

function uniqueSetsOf(rows: readonly PartRow[]): readonly (readonly string[])[] {
  const sets = new Map<string, string[]>()
  for (const { name, part } of rows) sets.set(name, [...(sets.get(name) ?? []), part])
  return [...sets.values()].filter((set) => !set.includes(''))
}
