import type { TableName } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { quoteTable, quoteText } from './quote-name.ts'

/** A column as the server describes it. */
export interface TableColumn {
  readonly name: string
  /** The name of the type alone, such as `decimal`; `json` also where MariaDB keeps it as text. */
  readonly dataType: string
  /** The type in SQL with its digits, labels and sign. */
  readonly type: string
  /** For texts. */
  readonly collation: string | null
  readonly characters: string | number | null
  /** Digits of a second. */
  readonly fraction: string | number | null
  readonly isNullable: boolean
  readonly isRequired: boolean
  /** Generated; takes no values. */
  readonly isReadOnly: boolean
}

/** A table that can be written. */
export interface Table extends TableName {
  /** The name in SQL. */
  readonly sql: string
  /** Tells whether columns or their types have changed. */
  readonly version: string
  /** `max_allowed_packet` of the server. */
  readonly packetBytes: number
  /** InnoDB and others that can take a statement back. */
  readonly hasTransactions: boolean
  readonly columns: readonly TableColumn[]
  /** Sets of columns that identify a row: the primary key first, then the other unique indexes. */
  readonly uniqueSets: readonly (readonly string[])[]
  /** Tables whose rows go or change when a row of this one goes. */
  readonly cascades: readonly string[]
}

interface ColumnRow extends RowDataPacket {
  readonly table: string
  readonly name: string
  readonly dataType: string
  readonly type: string
  readonly collation: string | null
  readonly characters: string | null
  readonly fraction: string | null
  readonly nullable: string
  readonly byDefault: string | null
  readonly extra: string
  readonly isWritable: number
}

interface PartRow extends RowDataPacket {
  readonly table: string
  readonly name: string
  readonly part: string
}

interface TableRow extends PartRow {
  readonly packetBytes: number | string
}

const askColumns = `
  select table_name as \`table\`, column_name as name, data_type as dataType, column_type as type,
    collation_name as collation, character_maximum_length as characters,
    datetime_precision as fraction, is_nullable as nullable, column_default as byDefault, extra,
    (find_in_set('insert', privileges) or find_in_set('update', privileges)) > 0 as isWritable
  from information_schema.columns where table_schema = @schema`

const askTables = `
  select t.table_name as name, t.table_name as \`table\`, coalesce(e.transactions, 'YES') as part,
    @@max_allowed_packet as packetBytes
  from information_schema.tables t left join information_schema.engines e on e.engine = t.engine
  where t.table_schema = @schema and t.table_type = 'BASE TABLE'`

// A unique index finds rows only where it covers whole columns. Parts of expressions have no column.
const askIndexes = `
  select table_name as \`table\`, index_name as name, coalesce(column_name, '') as part
  from information_schema.statistics
  where table_schema = @schema and non_unique = 0 and coalesce(sub_part, 0) = 0`

const askPrefixes = `
  select table_name as \`table\`, index_name as name, '' as part from information_schema.statistics
  where table_schema = @schema and non_unique = 0 and sub_part is not null`

const askCascades = `
  select referenced_table_name as \`table\`, constraint_name as name, table_name as part
  from information_schema.referential_constraints
  where unique_constraint_schema = @schema and delete_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')`

// MariaDB keeps JSON as text with a constraint that has the name of its column.
const askJson = `
  select table_name as \`table\`, constraint_name as name, '' as part
  from information_schema.check_constraints
  where constraint_schema = @schema and check_clause like 'json\\_valid(%'`

// Numbers of 64 bits, whose order does not matter: a text of all columns would be cut.
const version = `cast(bit_xor(cast(conv(left(md5(concat_ws(' ', ordinal_position, column_name, column_type,
    coalesce(collation_name, ''), is_nullable)), 16), 16, 10) as unsigned)) as char)`

const askVersions = `
  select table_name as \`table\`, table_name as name, ${version} as part
  from information_schema.columns where table_schema = @schema`

/** A statement that gives the version that a table has now, and holds it as it is until the transaction ends. */
export function askVersion({ schema, table }: TableName): string {
  const hold = `(select 1 from ${quoteTable({ schema, table })} limit 0)`
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
      sql: quoteTable({ schema, table: name }),
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
