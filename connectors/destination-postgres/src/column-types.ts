import type { ValueType } from '@revetl/sdk'
import { postgresOid as oid, type PostgresType } from '@revetl/sdk/sql'

/** The characters that a varchar(n) or char(n) holds; undefined without a bound. */
export function maxLengthOf({ oid: id, modifier }: PostgresType): number | undefined {
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
