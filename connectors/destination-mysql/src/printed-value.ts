import { parseJson, type Value } from '@revetl/sdk'
import { float32Text } from '@revetl/sdk/sql'
import { valueTypeOf } from './column-types.ts'
import { quoteName } from './quote-name.ts'
import type { TableColumn } from './table.ts'

/** SQL that prints a value of a column so that no part of it is lost. */
export function printedSql(column: TableColumn): string {
  const name = quoteName(column.name)
  // A float prints six digits, and bits print as bytes.
  if (column.dataType === 'float') return `cast(${name} as double)`
  if (column.dataType === 'bit') return `${name} + 0`
  return valueTypeOf(column) === 'bytes' ? `to_base64(${name})` : name
}

/** What was printed, as the value that rev would deliver. */
export function readValue(text: string | null, column: TableColumn): Value {
  if (text === null) return null
  switch (valueTypeOf(column)) {
    case 'boolean':
      return text === '1'
    case 'integer':
    case 'decimal':
      // Zeros that fill a number are no part of it.
      return parseJson(text.replace(/^(-?)0+(?=\d)/, '$1'))
    case 'number':
      return column.dataType === 'float' ? Number(float32Text(Number(text))) : Number(text)
    case 'timestamp':
      return momentText(text)
    case 'timestamptz':
      return `${momentText(text)}Z`
    case 'time':
      return withoutZeros(text)
    case 'bytes':
      // It breaks its lines.
      return text.replaceAll('\n', '')
    case 'json':
      return parseJson(text)
    default:
      return text
  }
}

function momentText(text: string): string {
  return withoutZeros(text.replace(' ', 'T'))
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
