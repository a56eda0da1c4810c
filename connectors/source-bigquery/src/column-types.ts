import type { Column, ValueType } from '@revetl/sdk'

/** A field of a schema: https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema (read 2026-11-27) */
export interface Field {
  readonly name: string
  readonly type: string
  readonly mode?: string
  readonly fields?: readonly Field[]
  readonly precision?: string
  readonly scale?: string
  readonly rangeElementType?: { readonly type: string }
}

const valueTypeByName: Readonly<Record<string, ValueType>> = {
  INTEGER: 'integer',
  INT64: 'integer',
  FLOAT: 'number',
  FLOAT64: 'number',
  NUMERIC: 'decimal',
  BIGNUMERIC: 'decimal',
  BOOLEAN: 'boolean',
  BOOL: 'boolean',
  DATE: 'date',
  DATETIME: 'timestamp',
  TIME: 'time',
  TIMESTAMP: 'timestamptz',
  INTERVAL: 'interval',
  BYTES: 'bytes',
  JSON: 'json',
  RECORD: 'json',
  STRUCT: 'json',
}

// NUMERIC and BIGNUMERIC without digits of their own.
const digitsByName: Readonly<Record<string, readonly [precision: number, scale: number]>> = {
  NUMERIC: [38, 9],
  BIGNUMERIC: [77, 38],
}

/** The value type of one value of a field; `string` for text, geography and ranges. */
export function valueTypeOf({ type }: Field): ValueType {
  return valueTypeByName[type] ?? 'string'
}

/** A column as rev has it. */
export function toColumn(field: Field): Column {
  const { name, type, mode = 'NULLABLE' } = field
  const isList = mode === 'REPEATED'
  const [precision, scale] = digitsByName[type] ?? []
  const digits =
    precision === undefined || scale === undefined || isList
      ? {}
      : { precision: Number(field.precision ?? precision), scale: Number(field.scale ?? scale) }
  return {
    name,
    type: isList ? 'json' : valueTypeOf(field),
    ...digits,
    nullable: mode === 'NULLABLE',
    sourceType: isList ? `ARRAY<${type}>` : type,
  }
}
