import { scratchLiteral, type ModelColumn } from '@revetl/sdk/sql'
import { requireForm } from '../column-types.ts'
import { databricksDialect } from './dialect.ts'
import { floatText } from './float-text.ts'
import { instantSql, intervalText, withoutZeros } from './time-text.ts'

/** A column of a model with its type, as the engine prints it. */
export type DatabricksColumn = ModelColumn<string>

// The seconds that a Date of JavaScript can hold, as a read has them: https://tc39.es/ecma262/#sec-time-values-and-time-range (read 2026-11-28)
const microsecondsMin = '-8640000000000000000'
const microsecondsMax = '8640000000000999999'

/** SQL of the text that a read gives for a value, made as `column-types.ts` makes it; of a number any text of it. */
export function textSql({ column, type, reference }: DatabricksColumn): string {
  const text = requireForm(column).sql(reference)
  switch (column.type) {
    case 'number':
      return isFloat(type) ? floatText(reference) : text
    case 'decimal':
      return plainDecimal(text, column.scale ?? 0)
    case 'timestamp':
      return `replace(${text}, ' ', 'T')`
    case 'timestamptz':
      return instantSql(reference)
    case 'interval':
      return intervalText(type, reference)
    case 'bytes':
      // Spark breaks its lines.
      return String.raw`translate(base64(${reference}), '\r\n', '')`
    case 'string':
      return / collate /i.test(type) ? `(${text} collate UTF8_BINARY)` : text
    default:
      return text
  }
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(column: DatabricksColumn): string {
  const text = textSql(column)
  switch (column.column.type) {
    case 'integer':
      return `cast(${column.reference} as bigint)`
    case 'number':
      // By its text: 0.1 of four bytes is another number in eight. And 0 and -0 are one.
      return `(cast(${text} as double) + 0D)`
    case 'boolean':
      return column.reference
    case 'decimal':
      return withoutZeros(text)
    default:
      return text
  }
}

/** SQL of 128 bits over values, injective: of each its hash, so that where one ends is no question. */
export function printSql(salt: string, columns: readonly DatabricksColumn[]): string {
  const prints = columns.map((column) => {
    const { type, reference } = column
    const text = isFloat(type) ? requireForm(column.column).sql(reference) : textSql(column)
    return `coalesce(md5(cast(${text} as binary)), '-')`
  })
  return `md5(cast(concat(${[`'${salt}'`, ...prints].join(', ')}) as binary))`
}

/** SQL of why a read would stop at a value. */
export function refusalSql({ column, reference }: DatabricksColumn): string | undefined {
  if (column.type !== 'timestamptz') return undefined
  const isHeld = `unix_micros(${reference}) between ${microsecondsMin} and ${microsecondsMax}`
  const why = scratchLiteral(
    databricksDialect,
    `${column.name} holds an instant beyond year 275760`,
  )
  return `case when not (${isHeld}) then ${why} end`
}

/** Outside of ANSI mode the engine writes numbers that begin with six zeros with an exponent. */
export function plainDecimal(text: string, scale: number): string {
  const digits = `regexp_replace(split_part(${text}, 'E', 1), '[^0-9]', '')`
  const plain = `concat(case when left(${text}, 1) = '-' then '-' else '' end, '0.', lpad(${digits}, ${scale}, '0'))`
  return scale === 0 ? text : `case when instr(${text}, 'E') > 0 then ${plain} else ${text} end`
}

function isFloat(typeName: string): boolean {
  return typeName.toLowerCase() === 'float'
}
