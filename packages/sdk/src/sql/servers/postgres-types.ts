import type { ValueType } from '../../value-types.ts'

/** What `pg_type` says of a type. For a domain, of the type below it. */
export interface PostgresType {
  readonly oid: number
  /** What the type was declared with, such as the digits of a numeric; -1 for nothing. */
  readonly modifier: number
  /** `typtype`: `c` for a composite type, `e` for an enum. */
  readonly kind: string
  /** `typcategory`: `A` for an array. */
  readonly category: string
}

/** The numbers of the built-in types that need care: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat (read 2026-11-22) */
export const postgresOid = {
  bool: 16,
  bytea: 17,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  xid: 28,
  cid: 29,
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
  record: 2249,
  recordArray: 2287,
  uuid: 2950,
  jsonb: 3802,
  xid8: 5069,
} as const

const oid = postgresOid

const valueTypeByOid: Readonly<Record<number, ValueType>> = {
  [oid.bool]: 'boolean',
  [oid.int2]: 'integer',
  [oid.int4]: 'integer',
  [oid.int8]: 'integer',
  [oid.oid]: 'integer',
  [oid.xid]: 'integer',
  [oid.cid]: 'integer',
  [oid.xid8]: 'integer',
  [oid.numeric]: 'decimal',
  // As text it depends on lc_monetary; as a numeric it does not.
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

/** The value type of a Postgres type; `string` for all that have only text: enums, ranges, inet, geometry, xml. */
export function postgresValueType(type: PostgresType): ValueType {
  return isNestedPostgresType(type) ? 'json' : (valueTypeByOid[type.oid] ?? 'string')
}

/** Arrays, composite types and anonymous records, which become JSON. */
export function isNestedPostgresType({ oid: id, kind, category }: PostgresType): boolean {
  return category === 'A' || kind === 'c' || id === oid.record || id === oid.recordArray
}
