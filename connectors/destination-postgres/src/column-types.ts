import type { ValueType } from '@revetl/sdk'
import type { TableColumn } from './table.ts'

/** The numbers of the built-in types that need care. */
export const oid = {
  bool: 16,
  bytea: 17,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  money: 790,
  bpchar: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const

const valueTypeByOid: Readonly<Record<number, ValueType>> = {
  [oid.bool]: 'boolean',
  [oid.int2]: 'integer',
  [oid.int4]: 'integer',
  [oid.int8]: 'integer',
  [oid.oid]: 'integer',
  [oid.numeric]: 'decimal',
  [oid.money]: 'decimal',
  [oid.float4]: 'number',
  [oid.float8]: 'number',
  [oid.date]: 'date',
  [oid.time]: 'time',
  [oid.timestamp]: 'timestamp',
  [oid.timestamptz]: 'timestamptz',
  [oid.interval]: 'interval',
  [oid.uuid]: 'uuid',
  [oid.bytea]: 'bytes',
  [oid.json]: 'json',
  [oid.jsonb]: 'json',
}

/** The value type of a column; `json` for arrays and composite types, `string` for all that have only text. */
export function valueTypeOf({ oid: id, kind, category }: TableColumn): ValueType {
  if (category === 'A' || kind === 'c') return 'json'
  return valueTypeByOid[id] ?? 'string'
}

/** The characters that a varchar(n) or char(n) holds; undefined without a bound. */
export function maxLengthOf({ oid: id, modifier }: TableColumn): number | undefined {
  const isBounded = (id === oid.varchar || id === oid.bpchar) && modifier >= 4
  return isBounded ? modifier - 4 : undefined
}

/** The type of the column that is made for a value type. */
export const columnTypeFor: Readonly<Record<ValueType, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'numeric',
  number: 'double precision',
  string: 'text',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  interval: 'interval',
  uuid: 'uuid',
  bytes: 'bytea',
  json: 'jsonb',
}
