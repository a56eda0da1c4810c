import { memberTexts, parseJson, type BatchField } from '@revetl/sdk'

// DuckDB reads a number with a point or an exponent as a double, which holds fewer than 16 digits, or than 17 characters
// with a point, for certain; whole numbers it keeps. What looks like such a number in a text does no harm.
const mayLoseDigits = /[:,[]\s*-?(?:[\d.]{16}|[\d.]+[eE])/

/**
 * Finds records with numbers that DuckDB would round.
 * @returns a function of a record: null, or the JSON array of the texts of all fields, in their order
 */
export function exactTexts(fields: readonly BatchField[]): (json: string) => string | null {
  // What a double is made from survives a double.
  if (!fields.some(({ type }) => type === 'decimal' || type === 'json')) return () => null
  const textsOf = memberTexts(fields.map(({ name }) => name))
  return (json) => {
    if (!mayLoseDigits.test(json)) return null
    const texts = textsOf(json).map((text, index) => valueText(text, fields[index]?.type))
    return JSON.stringify(texts)
  }
}

/** A value as the text from which a Parquet column is made. */
function valueText(json: string | undefined, type: BatchField['type'] | undefined): string | null {
  if (json === undefined || json === 'null') return null
  const first = json[0]
  if (type === 'json' || first === '{' || first === '[') return JSON.stringify(parseJson(json))
  return first === '"' ? (JSON.parse(json) as string) : json
}
