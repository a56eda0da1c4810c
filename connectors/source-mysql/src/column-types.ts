import type { Column, ValueType } from '@revetl/sdk'
import type { MysqlConfig } from './config.ts'

/** How a column is read. */
export type TypeOptions = Pick<MysqlConfig, 'tinyint1' | 'times' | 'zeroDates'>

/** What the server says of a type. */
export interface TypeFacts {
  /** The name as in `information_schema.columns.data_type`; `json` and `uuid` also where the server keeps them as text. */
  readonly name: string
  readonly isUnsigned: boolean
  /** Declared with ZEROFILL, and so printed with zeros before the digits. */
  readonly isPadded: boolean
  /** The display width of a tinyint, the bits of a bit, the digits of a decimal. */
  readonly size: number
  /** Digits after the point. */
  readonly scale: number
}

const valueTypeByName: Readonly<Record<string, ValueType>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  decimal: 'decimal',
  float: 'number',
  double: 'number',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamptz',
  binary: 'bytes',
  varbinary: 'bytes',
  tinyblob: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
  vector: 'bytes',
  // The server's own form: four bytes of the reference system, and well-known binary.
  geometry: 'bytes',
  json: 'json',
  uuid: 'uuid',
}

/** The value type of a column; `string` for all that have only text: enums, sets, addresses. */
export function valueTypeOf(type: TypeFacts, options: TypeOptions): ValueType {
  // Half of its values are beyond a signed 64-bit whole number.
  if (type.name === 'bigint' && type.isUnsigned) return 'decimal'
  if (type.name === 'tinyint' && type.size === 1) return options.tinyint1
  if (type.name === 'time') return options.times
  if (type.name === 'bit') return bitType(type.size)
  return valueTypeByName[type.name] ?? 'string'
}

function bitType(bits: number): ValueType {
  if (bits === 1) return 'boolean'
  return bits < 64 ? 'integer' : 'decimal'
}

/** A column with the digits that its type declares. */
export function toColumn(
  name: string,
  type: TypeFacts,
  { options, ...facts }: { options: TypeOptions; nullable: boolean; sourceType: string },
): Column {
  const valueType = valueTypeOf(type, options)
  return { name, type: valueType, ...(valueType === 'decimal' ? digitsOf(type) : {}), ...facts }
}

// 64 bits have 20 digits.
function digitsOf({ name, size, scale }: TypeFacts): { precision: number; scale: number } {
  return name === 'decimal' ? { precision: size, scale } : { precision: 20, scale: 0 }
}
