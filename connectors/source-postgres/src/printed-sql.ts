import { postgresValueType } from '@revetl/sdk/sql'
import { textExpression, type TypeFacts } from './column-types.ts'

/**
 * SQL that the server prints as the canonical text of a value, under the settings of a session. Dates before our era
 * keep their ` BC`, infinite ones are `infinity` and `-infinity`.
 */
export function printedSql(type: TypeFacts, reference: string): string {
  const value = textExpression(type, reference)
  switch (postgresValueType(type)) {
    case 'boolean':
      // It prints t and f. A cast gives these words as well, through a function call for each value; the model's
      // expression is worked out once either way.
      return `case ${value} when true then 'true' when false then 'false' end`
    case 'bytes':
      // encode() breaks its lines.
      return `replace(encode(${value}, 'base64'), chr(10), '')`
    case 'timestamp':
      return isoText(value)
    case 'timestamptz':
      // The session's zone is UTC, so that the offset is always +00.
      return `replace(${isoText(value)}, '+00', 'Z')`
    default:
      return value
  }
}

/** A regular expression that takes the first blank alone costs three times as much. */
function isoText(value: string): string {
  return `replace(replace(${value}::text, ' ', 'T'), 'TBC', ' BC')`
}
