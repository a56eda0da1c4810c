import type { Column } from '@revetl/sdk'
import {
  isNestedPostgresType,
  numericDigits,
  postgresOid,
  postgresValueType,
  type PostgresType,
} from '@revetl/sdk/sql'

/** What the server says of a type. */
export interface TypeFacts extends PostgresType {
  /** `format_type`: the name that Postgres prints. */
  readonly name: string
}

/** The expression that makes Postgres print a value so that only its text has to be adjusted. */
export function textExpression(type: TypeFacts, reference: string): string {
  // to_json and not to_jsonb: it keeps the order of fields and copies nested json as it is.
  if (isNestedPostgresType(type)) return `to_json(${reference})`
  return type.oid === postgresOid.money ? `${reference}::numeric` : reference
}

/** A column with the digits that its type declares. */
export function toColumn(
  name: string,
  type: TypeFacts,
  facts: { nullable?: boolean } = {},
): Column {
  const digits = type.oid === postgresOid.numeric ? numericDigits(type.modifier) : {}
  return { name, type: postgresValueType(type), ...digits, sourceType: type.name, ...facts }
}
