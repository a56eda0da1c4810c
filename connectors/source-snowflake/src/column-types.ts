import type { Column, ValueType } from '@revetl/sdk'
import type { RowType } from './sql-api.ts'

// Names of results and of the information schema: https://docs.snowflake.com/en/sql-reference/intro-summary-data-types (to be confirmed)
const valueTypeByName: Readonly<Record<string, ValueType>> = {
  REAL: 'number',
  FLOAT: 'number',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP_NTZ: 'timestamp',
  // Both are instants; what they add is how they are shown.
  TIMESTAMP_LTZ: 'timestamptz',
  TIMESTAMP_TZ: 'timestamptz',
  BINARY: 'bytes',
  VARIANT: 'json',
  OBJECT: 'json',
  ARRAY: 'json',
  MAP: 'json',
  VECTOR: 'json',
}

// The most digits of which every number is a signed 64-bit one.
const integerDigitsMax = 18

/** The value type of a column; `string` for text, geography, DECFLOAT and what is newer than this. */
export function valueTypeOf({ type, precision, scale }: RowType): ValueType {
  const name = type.toUpperCase()
  if (!isExactNumber(name)) return valueTypeByName[name] ?? 'string'
  const isInteger = (scale ?? 0) === 0 && (precision ?? 38) <= integerDigitsMax
  return isInteger ? 'integer' : 'decimal'
}

/** A column as rev has it. */
export function toColumn(column: RowType): Column {
  const { name, precision, scale, nullable = true } = column
  const type = valueTypeOf(column)
  const digits = type === 'decimal' ? { precision: precision ?? 38, scale: scale ?? 0 } : {}
  return { name, type, ...digits, nullable, sourceType: sourceTypeOf(column) }
}

function sourceTypeOf({ type, precision, scale }: RowType): string {
  const name = type.toUpperCase()
  if (isExactNumber(name)) return `NUMBER(${precision ?? 38},${scale ?? 0})`
  return name === 'REAL' ? 'FLOAT' : name
}

function isExactNumber(name: string): boolean {
  return name === 'FIXED' || name === 'NUMBER'
}
