import { quoteText } from '../../sql.ts'
import { refuseType, result, type CompileFunction } from '../function-call.ts'
import { problemWhere, type TypedSql } from '../typed-sql.ts'
import { notFinite, toText } from '../value-text.ts'
import { trimmed } from './text.ts'

const numberText = quoteText('[+-]?(\\d+(\\.\\d+)?|\\.\\d+)([eE][+-]?\\d{1,4})?')
const leadingZeros = quoteText('^(-?)0+(\\d)')
const barePoint = quoteText('^(-?)\\.')
const truths = ['true', 't', 'yes', 'y', 'on', '1']
const falsehoods = ['false', 'f', 'no', 'n', 'off', '0']
const otherHint = 'Convert it in the SQL.'

/** `number`: an exact decimal number. */
export const number: CompileFunction = (call) => {
  const { value, scope } = call
  switch (value.type) {
    case 'integer':
    case 'decimal':
    case 'number':
      return value
    case 'boolean':
      return result(call, { type: 'integer', form: 'native', sql: `${value.sql}::BIGINT` })
    case 'string': {
      const text = trimmed(value.sql)
      const unsigned = `ltrim(${text}, '+')`
      const plain = `regexp_replace(regexp_replace(${unsigned}, ${leadingZeros}, '\\1\\2'), ${barePoint}, '\\10.')`
      const isOdd = `NOT regexp_full_match(${text}, ${numberText})`
      return result(call, { type: 'decimal', sql: plain }, [
        problemWhere(isOdd, 'the text is not a number', scope),
      ])
    }
    default:
      return refuseType(call, 'a number, text or boolean', otherHint)
  }
}

/** `integer`: a whole number of 64 bits; a fraction is a problem and never rounded away. */
export const integer: CompileFunction = (call) => {
  const { value, scope } = call
  const reason = 'the value is not a whole number of 64 bits'
  const made = { type: 'integer', form: 'native' } as const
  switch (value.type) {
    case 'integer':
      return value
    case 'boolean':
      return result(call, { ...made, sql: `${value.sql}::BIGINT` })
    case 'number': {
      const { sql } = value
      const isWhole = `isfinite(${sql}) AND ${sql} = trunc(${sql}) AND abs(${sql}) < 9.2e18`
      return result(call, { ...made, sql: `CASE WHEN ${isWhole} THEN ${sql}::BIGINT END` }, [
        notFinite(sql, scope),
        problemWhere(`NOT (${isWhole})`, reason, scope),
      ])
    }
    case 'decimal':
    case 'string': {
      const text = toText(value, scope)
      const sql = `TRY_CAST(${trimmed(text.sql)} AS BIGINT)`
      const isOdd = `NOT regexp_full_match(${trimmed(text.sql)}, '[+-]?\\d+') OR (${text.sql} IS NOT NULL AND ${sql} IS NULL)`
      return result({ args: [text] }, { ...made, sql }, [problemWhere(isOdd, reason, scope)])
    }
    default:
      return refuseType(call, 'a number, text or boolean', otherHint)
  }
}

/** `boolean`: from the usual words and 1 and 0. */
export const boolean: CompileFunction = (call) => {
  const { value, scope } = call
  if (value.type === 'boolean') return value
  if (!['string', 'integer', 'decimal', 'number'].includes(value.type)) {
    return refuseType(call, 'text, a number or a boolean', otherHint)
  }
  const text: TypedSql = toText(value, scope)
  const word = `lower(${trimmed(text.sql)})`
  const sql = `CASE WHEN ${word} IN (${list(truths)}) THEN true WHEN ${word} IN (${list(falsehoods)}) THEN false END`
  const isOdd = `${word} NOT IN (${list([...truths, ...falsehoods])})`
  return result({ args: [text] }, { type: 'boolean', form: 'native', sql }, [
    problemWhere(isOdd, 'the value is neither true nor false', scope),
  ])
}

function list(words: readonly string[]): string {
  return words.map(quoteText).join(', ')
}
