import { isExactNumber, type Value } from '@revetl/sdk'
import { result, type CompileFunction, type FunctionCall } from '../function-call.ts'
import { literal, quoteAnyText } from '../literals.ts'
import { problemWhere, refuseMapping, type TypedSql } from '../typed-sql.ts'
import { unifyTypes } from '../unify-types.ts'
import { toText } from '../value-text.ts'

/** `coalesce`: the first that is not null. */
export const coalesce: CompileFunction = (call) => firstOf(call, call.args)

/** `default`: a constant in place of null. */
export const defaultTo: CompileFunction = (call) =>
  firstOf(call, [call.value, literal(call.options['value'] ?? null)])

function firstOf({ scope }: FunctionCall, values: readonly TypedSql[]): TypedSql {
  const unified = unifyTypes(values, scope)
  const [first] = unified
  if (first === undefined) return literal(null)
  const { type, form } = first
  return result(
    { args: unified },
    {
      type,
      form,
      sql: `coalesce(${unified.map(({ sql }) => sql).join(', ')})`,
      ...(unified.every(({ isBuilt }) => isBuilt === true) ? { isBuilt: true } : {}),
    },
  )
}

// A longer table belongs into the SQL: this one is walked for every row.
const entriesMax = 1000

/** `lookup`: a constant for each text; one that is not in the table is a problem unless there is an `else`. */
export const lookup: CompileFunction = (call) => {
  const { scope, options } = call
  const table = Object.entries(options['table'] as Readonly<Record<string, Value>>)
  if (table.length === 0 || table.length > entriesMax) {
    refuseMapping(
      `the lookup table has ${table.length} entries. Expected 1 to ${entriesMax}`,
      'Join a table in the SQL instead.',
      scope,
    )
  }
  const text = toText(call.value, scope, true)
  const hasElse = Object.hasOwn(options, 'else')
  const otherwise = hasElse ? [options['else'] ?? null] : []
  const constants = [...table.map(([, value]) => value), ...otherwise].map(asLiteral)
  const values = unifyTypes(constants, scope)
  const keys = table.map(([key]) => quoteAnyText(key))
  const cases = keys.map((key, index) => `WHEN ${key} THEN ${values[index]?.sql}`).join(' ')
  const last = hasElse
    ? ` ELSE CASE WHEN ${text.sql} IS NOT NULL THEN ${values.at(-1)?.sql} END`
    : ''
  const { type, form } = values[0] ?? literal(null)
  const isBuilt = type === 'json' ? { isBuilt: true } : {}
  return result(
    { args: [text] },
    { type, form, sql: `CASE ${text.sql} ${cases}${last} END`, ...isBuilt },
    hasElse
      ? []
      : [
          problemWhere(
            `${text.sql} NOT IN (${keys.join(', ')})`,
            'the lookup table has no entry for the value',
            scope,
          ),
        ],
  )
}

function asLiteral(value: Value): TypedSql {
  // A list of numbers and the like is JSON as it stands.
  const isScalar = typeof value !== 'object' || value === null || isExactNumber(value)
  return isScalar ? literal(value) : { ...literal(value), type: 'json' }
}
