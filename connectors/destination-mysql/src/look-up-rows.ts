import type { FoundRecord, Value } from '@revetl/sdk'
import type { RowLookup } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { familyOf } from './column-types.ts'
import { printedSql, readValue } from './printed-value.ts'
import { quoteName } from './quote-name.ts'
import { sqlLiteral } from './sql-literal.ts'
import type { Table, TableColumn } from './table.ts'

type Lookup = RowLookup<Table>

// Each key is a query of its own in one statement, which compares by the collation of the column and by its index.
const keysMax = 200

/** Reads rows by their match columns, in a transaction that cannot write. */
export async function lookUpRows(
  connection: Connection,
  lookup: Lookup,
): Promise<readonly FoundRecord[]> {
  const { keys } = lookup
  const found: FoundRecord[] = []
  await connection.query('start transaction read only')
  try {
    for (let start = 0; start < keys.length; start += keysMax) {
      found.push(
        ...(await readRows(connection, { ...lookup, keys: keys.slice(start, start + keysMax) })),
      )
    }
  } finally {
    await connection.query('rollback')
  }
  return found
}

async function readRows(connection: Connection, lookup: Lookup): Promise<readonly FoundRecord[]> {
  const { matchOn, keys, columns } = lookup
  const selects = keys.flatMap((key, place) => {
    const sql = selectSql(lookup, key, place)
    return sql === undefined ? [] : [`(${sql})`]
  })
  if (selects.length === 0) return []
  const [rows] = await connection.query<RowDataPacket[][]>({
    sql: selects.join(' union all '),
    rowsAsArray: true,
    // As JSON they would be parsed, and lose digits.
    typeCast: (field) => field.string('utf8'),
  })
  return rows.map((row) => {
    const [place, ...texts] = row as unknown as readonly (string | null)[]
    const key = keys[Number(place)] ?? []
    return {
      match: Object.fromEntries(matchOn.map(({ name }, index) => [name, key[index] ?? null])),
      fields: Object.fromEntries(
        columns.map((column, index) => [column.name, readValue(texts[index] ?? null, column)]),
      ),
    }
  })
}

/** @returns undefined for a key that no row can have */
function selectSql(
  { table, matchOn, columns }: Lookup,
  key: readonly Value[],
  place: number,
): string | undefined {
  const literals = matchOn.map((column, index) => keyLiteral(key[index] ?? null, column))
  if (literals.includes(undefined)) return undefined
  const same = matchOn.map(({ name }, index) => `${quoteName(name)} = ${literals[index]}`)
  return `select ${[String(place), ...columns.map(printedSql)].join(', ')} from ${table.sql} where ${same.join(' and ')}`
}

const numberPattern = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** A key in SQL. A number stays one: next to a text the server compares both as doubles. */
function keyLiteral(value: Value, column: TableColumn): string | undefined {
  if (value === null) return undefined
  if (['whole', 'exact', 'double', 'bit'].includes(familyOf(column))) {
    const text = typeof value === 'boolean' ? String(Number(value)) : plainText(value)
    return numberPattern.test(text) ? text : undefined
  }
  const type = familyOf(column) === 'bytes' && isBase64(value) ? 'bytes' : 'string'
  const literal = sqlLiteral(value, type, column)
  return typeof literal === 'string' ? literal : undefined
}

function plainText(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isBase64(value: Value): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value
}
