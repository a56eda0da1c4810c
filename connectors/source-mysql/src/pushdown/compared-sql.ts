import type { TypeOptions } from '../column-types.ts'
import { exactCollation, keyCharsMax } from './dialect.ts'
import { plainSql, textSql, withoutZeros, type MysqlColumn } from './text-sql.ts'

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(column: MysqlColumn, options: TypeOptions): string {
  const text = textSql(column, options)
  switch (column.column.type) {
    case 'integer':
      return `cast(${plainSql(column)} as signed)`
    case 'number':
      // 0 and -0 are one.
      return `cast(${text} as double) + 0e0`
    case 'boolean':
      return ascii(text, 5)
    case 'decimal':
      return exact(withoutZeros(text))
    default:
      return exact(text)
  }
}

/** The one character set whose collation is the same by default on every server. */
function ascii(text: string, chars: number): string {
  return `cast(${text} as char(${chars}) character set ascii)`
}

function exact(text: string): string {
  return `convert(${text} using utf8mb4) ${exactCollation}`
}

/** SQL of 128 bits over values, injective: QUOTE marks where each ends, and tells null from text. */
export function printSql(salt: string, columns: readonly MysqlColumn[]): string {
  const values = columns.map((column) => `cast(quote(${plainSql(column)}) as binary)`)
  return ascii(`md5(concat(${[`'${salt}'`, ...values].join(', ')}))`, 32)
}

/** SQL of why a read would stop at a value, or of why the server cannot write it as text. */
export function refusalSql(column: MysqlColumn, isKey: boolean): string | undefined {
  const { reference, type } = column
  const holds = (what: string): string =>
    `concat(${literal(`${column.column.name} ${what} `)}, cast(${reference} as char))`
  switch (column.column.type) {
    case 'boolean':
      if (type.name === 'bit') return undefined
      return when(`${reference} not in (0, 1)`, holds('is read as boolean and holds'))
    case 'time': {
      const bounds = `cast('00:00:00' as time) and cast('23:59:59.999999' as time(6))`
      return when(`${reference} not between ${bounds}`, holds('is read as a time of day and holds'))
    }
    case 'bytes': {
      // Every three bytes become four, and some are for the ends of lines. A longer text would be null.
      const why = `${column.column.name} holds more bytes than max_allowed_packet lets the server write as text`
      return when(`length(${reference}) * 1.4 > @@max_allowed_packet`, literal(why))
    }
    case 'string':
    case 'json': {
      if (!isKey) return undefined
      const why = `the key ${column.column.name} has more than ${keyCharsMax} characters`
      return when(`char_length(${reference}) > ${keyCharsMax}`, literal(why))
    }
    default:
      return undefined
  }
}

function when(condition: string, why: string): string {
  return `case when ${condition} then ${why} end`
}

/** A name as a text, without a sign that a setting of the session could give another meaning. */
function literal(text: string): string {
  return `convert(x'${Buffer.from(text).toString('hex')}' using utf8mb4)`
}
