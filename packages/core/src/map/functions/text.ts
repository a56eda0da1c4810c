import { quoteText } from '../../sql.ts'
import { result, textOption, type CompileFunction, type FunctionCall } from '../function-call.ts'
import { quoteAnyText } from '../literals.ts'
import type { TypedSql } from '../typed-sql.ts'
import { toText } from '../value-text.ts'

const outerSpace = quoteText('^[\\s\\v\\x{85}\\p{Z}]+|[\\s\\v\\x{85}\\p{Z}]+$')

/** SQL of a text without white space around it, that of other scripts included. */
export function trimmed(sql: string): string {
  const cut = `regexp_replace(${sql}, ${outerSpace}, '', 'g')`
  // Most texts begin and end with a plain character, which is seen twice as fast; not worth naming long SQL four times.
  return sql.length > 200
    ? cut
    : `CASE WHEN ${isPlain(`(${sql})[1]`)} AND ${isPlain(`(${sql})[-1]`)} THEN ${sql} ELSE ${cut} END`
}

function isPlain(character: string): string {
  return `${character} BETWEEN '!' AND '~'`
}

/** `trim`. */
export const trim: CompileFunction = (call) => ofText(call, trimmed)

/** `lower`. */
export const lower: CompileFunction = (call) => ofText(call, (sql) => `lower(${sql})`)

/** `upper`. */
export const upper: CompileFunction = (call) => ofText(call, (sql) => `upper(${sql})`)

/** `replace`. */
export const replace: CompileFunction = (call) => {
  const from = quoteAnyText(textOption(call.options, 'from') ?? '')
  const to = quoteAnyText(textOption(call.options, 'to') ?? '')
  return ofText(call, (sql) => `replace(${sql}, ${from}, ${to})`)
}

/** `substring`, in code points from 1. */
export const substring: CompileFunction = (call) => {
  const start = call.options['start'] as number
  const length = call.options['length'] as number | undefined
  const range = length === undefined ? `${start}` : `${start}, ${length}`
  return ofText(call, (sql) => `substring(${sql}, ${range})`)
}

/** `string`: the canonical text of anything; the content of a JSON text. */
export const string: CompileFunction = (call) => {
  const text = toText(call.value, call.scope, true)
  if (call.value.type !== 'json') return text
  const { sql } = text
  const content = `CASE WHEN starts_with(${sql}, '"') AND json_valid(${sql}) THEN json_extract_string(${sql}, '$')`
  // A JSON null is a null like any other.
  return { ...text, sql: `${content} WHEN ${sql} <> 'null' THEN ${sql} END` }
}

/** `concat`: nulls are left out; null where everything that is not a constant is null. */
export const concat: CompileFunction = ({ args, scope }) => {
  const texts = args.map((arg) => toText(arg, scope))
  const joined = `concat(${texts.map(({ sql }) => sql).join(', ')})`
  const changing = texts.filter(({ constant }) => constant === undefined)
  const isNull = changing.map(({ sql }) => `(${sql}) IS NULL`).join(' AND ')
  return result(
    { args: texts },
    {
      type: 'string',
      sql: changing.length === 0 ? joined : `CASE WHEN NOT (${isNull}) THEN ${joined} END`,
    },
  )
}

function ofText(call: FunctionCall, make: (sql: string) => string): TypedSql {
  const text = toText(call.value, call.scope)
  return result({ args: [text] }, { type: 'string', sql: make(text.sql) })
}
