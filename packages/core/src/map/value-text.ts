import { quoteText } from '../sql.ts'
import { problemWhere, type CompileScope, type TypedSql } from './typed-sql.ts'

/** Fraction zeros of a number's text, and a point that then ends it. */
const fractionZeros = quoteText('\\.0*$|(\\.\\d*[1-9])0+$')
const plainNumber = quoteText('-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?')

/**
 * The canonical text of a value. A number that is not finite is a problem; with `namesInfinity` it is the text `NaN`,
 * `Infinity` or `-Infinity` instead.
 */
export function toText(value: TypedSql, scope: CompileScope, namesInfinity = false): TypedSql {
  if (value.type === 'number' && value.form === 'native') {
    return namesInfinity ? doubleOrName(value) : finite(value, doubleText(value.sql), scope)
  }
  if (value.type === 'decimal' && value.form === 'text') {
    const token = decimalTextToken(value.sql)
    return namesInfinity ? asString(value, token) : checkedDecimal(value, token, scope)
  }
  if (value.type === 'decimal') return asString(value, decimalText(value))
  return asString(value, value.form === 'native' ? `${value.sql}::VARCHAR` : value.sql)
}

/** The shortest text that reads back as the same double, without `.0`. */
export function doubleText(sql: string): string {
  const json = `to_json(${sql})::VARCHAR`
  return `CASE WHEN suffix(${json}, '.0') THEN left(${json}, -2) ELSE ${json} END`
}

/** The text of a DECIMAL without fraction zeros. */
export function decimalText({ sql, digits }: Pick<TypedSql, 'sql' | 'digits'>): string {
  const text = `${sql}::VARCHAR`
  if (digits === undefined) return decimalTextToken(text)
  const { precision, scale } = digits
  if (precision > wordDigits && scale < wordDigits) {
    // Arithmetic on 128 bits costs ten times as much, and few values need it.
    const narrow = decimalText({
      sql: `try_cast(${sql} AS DECIMAL(${wordDigits}, ${scale}))`,
      digits: { precision: wordDigits, scale },
    })
    // With the text once: what stands there twice is worked out for every row, needed or not.
    return `coalesce(${narrow}, ${scale === 0 ? text : withoutZeros(text)})`
  }
  if (scale === 0) return text
  // Arithmetic finds the digits that matter several times faster than texts are cut.
  const kept = Array.from({ length: Math.min(scale, scalesMax) }, (_, places) => {
    const unit = places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`
    const isEnough = `${sql} % ${unit}::DECIMAL(${precision}, ${scale}) = 0`
    return `WHEN ${isEnough} THEN ${sql}::DECIMAL(${precision}, ${places})::VARCHAR`
  })
  return `CASE ${kept.join(' ')} ELSE ${scale > scalesMax ? decimalTextToken(text) : text} END`
}

const scalesMax = 6
// The digits of a DECIMAL that fits into 64 bits.
const wordDigits = 18

/** The text of a decimal that is text already, without fraction zeros. */
export function decimalTextToken(sql: string): string {
  // Most have none or are whole amounts with two places, which is seen at a fraction of what the expression costs.
  const hasSome = `contains(${sql}, '.') AND (suffix(${sql}, '0') OR suffix(${sql}, '.'))`
  return `CASE WHEN suffix(${sql}, '.00') THEN left(${sql}, -3)
    WHEN ${hasSome} THEN ${withoutZeros(sql)} ELSE ${sql} END`
}

function withoutZeros(sql: string): string {
  return `regexp_replace(${sql}, ${fractionZeros}, '\\1')`
}

function asString(value: TypedSql, sql: string): TypedSql {
  const { problems, isVolatile, constant } = value
  return {
    sql,
    type: 'string',
    form: 'text',
    problems,
    isVolatile,
    ...(constant === undefined ? {} : { constant }),
  }
}

function doubleOrName(value: TypedSql): TypedSql {
  const { sql } = value
  const name = `CASE WHEN isnan(${sql}) THEN 'NaN' WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END`
  return asString(
    value,
    `CASE WHEN isfinite(${sql}) THEN ${doubleText(sql)} WHEN ${sql} IS NOT NULL THEN ${name} END`,
  )
}

function finite(value: TypedSql, sql: string, scope: CompileScope): TypedSql {
  return asString({ ...value, problems: [...value.problems, notFinite(value.sql, scope)] }, sql)
}

/** The problem of a DOUBLE that JSON cannot carry. */
export function notFinite(sql: string, scope: CompileScope): string {
  return problemWhere(
    `NOT isfinite(${sql})`,
    'the number is NaN or infinite, which JSON cannot carry',
    scope,
    'REV_VALUE_NOT_FINITE',
  )
}

/** The problem of a decimal that came as text. */
function notANumber(sql: string, scope: CompileScope): string {
  const hasNoValue = problemWhere(
    `regexp_matches(${sql}, '(?i)nan|inf')`,
    'the number is NaN or infinite, which JSON cannot carry',
    scope,
    'REV_VALUE_NOT_FINITE',
  )
  const isOther = problemWhere('true', 'the text is not a decimal number', scope)
  // Each row is looked at once.
  const isOdd = `NOT regexp_full_match(${sql}, ${plainNumber})`
  return `CASE WHEN ${isOdd} THEN coalesce(${hasNoValue}, ${isOther}) END`
}

function checkedDecimal(value: TypedSql, sql: string, scope: CompileScope): TypedSql {
  // A constant was a number when it was written down.
  if (value.constant !== undefined) return asString(value, sql)
  const problems = [...value.problems, notANumber(value.sql, scope)]
  return asString({ ...value, problems }, sql)
}
