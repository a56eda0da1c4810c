import type { ValueType } from '@revetl/sdk'

/** A type of Parquet that a column may take, if all its texts fit. */
export interface ParquetChoice {
  /** SQL that gives the value. */
  readonly value: string
  /** SQL that is true where a text fits exactly. */
  readonly fits: string
}

/** What is known of the texts of a column of decimals. */
export interface Digits {
  readonly whole: number
  readonly fraction: number
}

const digitsMax = 38
// DuckDB reads a decimal of more digits a hundred times slower.
const fastDigitsMax = 18

/**
 * The types that a column may take, the best first. Where none fits all values the column stays text, so that no value
 * is rounded or lost. Intervals are text, since Parquet counts them in milliseconds.
 */
export function parquetChoices(
  type: ValueType,
  text: string,
  digits: Digits,
): readonly ParquetChoice[] {
  const cast = (name: string, fits = 'true'): ParquetChoice => ({
    value: `TRY_CAST(${text} AS ${name})`,
    fits: `${fits} AND TRY_CAST(${text} AS ${name}) IS NOT NULL`,
  })
  const isWhole = `regexp_full_match(${text}, '-?[0-9]+')`
  const isPlain = `regexp_full_match(${text}, '-?[0-9]+(\\.[0-9]+)?')`
  const micros = `NOT regexp_matches(${text}, '\\.[0-9]{7,}')`
  switch (type) {
    case 'boolean':
      return [cast('BOOLEAN')]
    case 'integer':
      return [cast('BIGINT', isWhole), cast(`DECIMAL(${digitsMax}, 0)`, isWhole)]
    case 'decimal': {
      const total = digits.whole + digits.fraction
      if (total > digitsMax) return []
      const read = Math.max(total, fastDigitsMax)
      const { value, fits } = cast(`DECIMAL(${read}, ${digits.fraction})`, isPlain)
      return [{ value: `${value}::DECIMAL(${digitsMax}, ${digits.fraction})`, fits }]
    }
    case 'number':
      return [cast('DOUBLE')]
    case 'date':
      return [cast('DATE')]
    case 'time':
      return [cast('TIME', micros)]
    case 'timestamp':
      return [cast('TIMESTAMP', micros), cast('TIMESTAMP_NS')]
    case 'timestamptz':
      return [cast('TIMESTAMPTZ', micros)]
    case 'uuid':
      return [cast('UUID')]
    case 'bytes':
      return [
        {
          value: `from_base64(${text})`,
          fits: `regexp_full_match(${text}, '[A-Za-z0-9+/]*={0,2}') AND length(${text}) % 4 = 0`,
        },
      ]
    case 'json':
      return [cast('JSON')]
    case 'string':
    case 'interval':
      return []
  }
}
