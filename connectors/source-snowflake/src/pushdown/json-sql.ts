import { quoteText } from '../dialect.ts'

const gap = "'undefined'"

/** SQL of semi-structured values as JSON without space: https://docs.snowflake.com/en/sql-reference/functions/to_json (read 2026-11-27) */
export function plainJsonSql(reference: string): string {
  return `to_json(to_variant(${reference}))`
}

/** SQL of the JSON that a read makes of this one: gaps in a list are null. */
export function readJsonSql(json: string): string {
  const filled = `replace(${json}, ${gap}, 'null')`
  return `case when contains(${outsideTexts(json)}, ${gap}) then ${filled} else ${json} end`
}

/** SQL of why a value has no JSON in SQL that is that of a read; NULL where it has. */
export function jsonRefusalSql(name: string, reference: string): string {
  const isXml = `typeof(to_variant(${reference})) <> 'VARCHAR' and startswith(to_varchar(${reference}), '<')`
  const why = `${name} holds XML, NaN, an infinity, or a gap in a list beside a text that says undefined; write TO_VARCHAR() of it`
  return `case when ${isXml} or ${isOddJson(plainJsonSql(reference))} then ${quoteText(why)} end`
}

/** SQL of whether JSON has words that it should not have, and that cannot be told from those in its texts. */
export function isOddJson(json: string): string {
  const outside = outsideTexts(json)
  const isMixed = `contains(${outside}, ${gap}) and regexp_count(${json}, ${gap}) <> regexp_count(${outside}, ${gap})`
  return `contains(${outside}, 'NaN') or contains(${outside}, 'Infinity') or ${isMixed}`
}

/** What stands outside of the texts of JSON, in which a backslash or a quote has a backslash before it. */
function outsideTexts(json: string): string {
  const escapes = [String.raw`\\`, String.raw`\"`]
  const plain = escapes.reduce((sql, escape) => `replace(${sql}, ${quoteText(escape)}, '')`, json)
  return `regexp_replace(${plain}, '"[^"]*"', '')`
}
