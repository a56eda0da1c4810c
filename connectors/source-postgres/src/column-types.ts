import type { Column, ValueType } from '@revetl/sdk'
import { numericDigits } from '@revetl/sdk/sql'

/** What pg_type says of a type. For a domain, of the type below it. */
export interface TypeFacts {
  readonly oid: number
  /** What the type was declared with, such as the digits of a numeric; -1 for nothing. */
  readonly modifier: number
  /** `format_type`: the name that Postgres prints. */
  readonly name: string
  readonly kind: string
  readonly category: string
}

const oid = {
  bool: 16,
  bytea: 17,
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
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  record: 2249,
  recordArray: 2287,
  uuid: 2950,
  jsonb: 3802,
  xid8: 5069,
} as const

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
export function valueTypeOf(type: TypeFacts): ValueType {
  return isNested(type) ? 'json' : (valueTypeByOid[type.oid] ?? 'string')
}

/** Arrays, composite types and anonymous records, which become JSON. */
function isNested({ oid: id, kind, category }: TypeFacts): boolean {
  return category === 'A' || kind === 'c' || id === oid.record || id === oid.recordArray
}

/** The expression that makes Postgres print a value so that only its text has to be adjusted. */
export function textExpression(type: TypeFacts, reference: string): string {
  // to_json and not to_jsonb: it keeps the order of fields and copies nested json as it is.
  if (isNested(type)) return `to_json(${reference})`
  return type.oid === oid.money ? `${reference}::numeric` : reference
}

/** A column with the digits that its type declares. */
export function toColumn(
  name: string,
  type: TypeFacts,
  facts: { nullable?: boolean } = {},
): Column {
  const digits = type.oid === oid.numeric ? numericDigits(type.modifier) : {}
  return { name, type: valueTypeOf(type), ...digits, sourceType: type.name, ...facts }
}
