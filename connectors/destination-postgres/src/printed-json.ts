import { postgresOid, postgresValueType, type PostgresType } from '@revetl/sdk/sql'

/** SQL that prints a value as the JSON in which rev would deliver it, in a transaction that reads. */
export function printedJson(type: PostgresType, reference: string): string {
  return `to_json(${jsonValue(type, reference)})::text`
}

function jsonValue(type: PostgresType, reference: string): string {
  switch (postgresValueType(type)) {
    case 'integer':
      // A number of the system's own has no way to JSON but as text.
      return `${reference}::text::numeric`
    case 'decimal':
      return type.oid === postgresOid.money ? `${reference}::numeric` : reference
    case 'bytes':
      // encode() breaks its lines.
      return `replace(encode(${reference}, 'base64'), chr(10), '')`
    case 'timestamp':
      return isoText(reference)
    case 'timestamptz':
      // The zone is UTC, so that the offset is always +00.
      return `replace(${isoText(reference)}, '+00', 'Z')`
    default:
      // The padding of char(n) is no part of its value.
      return type.oid === postgresOid.bpchar ? `${reference}::text` : reference
  }
}

function isoText(reference: string): string {
  return `replace(replace(${reference}::text, ' ', 'T'), 'TBC', ' BC')`
}
