import type { Expression, RunVariable } from '../mapped-field.ts'
import { nearestName } from '@revetl/sdk/host'
import { quoteName } from '../sql.ts'
import { RevError } from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import { result } from './function-call.ts'
import { functions } from './functions.ts'
import { literal, quoteAnyText, textLiteral } from './literals.ts'
import { refuseMapping, type CompileScope, type TypedSql } from './typed-sql.ts'
import { toJson } from './value-json.ts'
import { toText } from './value-text.ts'

/** What expressions refer to. */
export interface ExpressionContext extends CompileScope {
  readonly columns: ReadonlyMap<string, StagedColumn>
  readonly variables: Readonly<Record<RunVariable, string>>
}

// DuckDB reads longer statements, and nobody writes a mapping that needs one.
const sqlCharactersMax = 1_000_000

/**
 * An expression as SQL over the model's columns.
 * @throws `REV_CONFIG_MAPPING` where no row could fit, `REV_MODEL_COLUMN` where a column is missing.
 */
export function compileExpression(expression: Expression, context: ExpressionContext): TypedSql {
  const compiled = compileKind(expression, context)
  const characters = compiled.problems.reduce(
    (sum, { length }) => sum + length,
    compiled.sql.length,
  )
  // Some functions name their argument more than once, so what is nested without end doubles at each level.
  if (characters > sqlCharactersMax) {
    refuseMapping('the mapping is too large', 'Move the work into the SQL.', context)
  }
  return compiled
}

function compileKind(expression: Expression, context: ExpressionContext): TypedSql {
  switch (expression.kind) {
    case 'column':
      return compileColumn(expression, context)
    case 'constant':
      return literal(expression.value)
    case 'variable':
      return compileVariable(expression.variable, context)
    case 'template':
      return compileTemplate(expression.parts, context)
    case 'call': {
      const scope = { ...context, place: expression.place }
      const args = expression.args.map((arg) => compileExpression(arg, scope))
      const value = args[0] ?? literal(null)
      const { function: name, options } = expression
      return functions[name]({ name, value, args, options, scope })
    }
    case 'object':
      return compileObject(expression.fields, context)
    case 'array':
      return compileArray(expression.items, context)
  }
}

function compileColumn(
  { column: name, place }: Extract<Expression, { kind: 'column' }>,
  { columns, field }: ExpressionContext,
): TypedSql {
  const column = columns.get(name)
  if (column === undefined) {
    const nearest = nearestName(name, columns.keys())
    throw new RevError(
      'REV_MODEL_COLUMN',
      `Failed to map "${field}": the model has no column "${name}".`,
      { place, hint: nearest === undefined ? 'Add it to the SQL.' : `Did you mean "${nearest}"?` },
    )
  }
  const sql = quoteName(name)
  const { type, precision, scale } = column
  const common = { type, problems: [], isVolatile: false }
  if (type === 'decimal' && precision === scale && isNative(column)) {
    // DuckDB writes `.5` where there is no room for a digit before the point.
    return { ...common, sql: `regexp_replace(${sql}::VARCHAR, '^(-?)\\.', '\\10.')`, form: 'text' }
  }
  const form = isNative(column) ? 'native' : 'text'
  const digits = precision === undefined ? {} : { digits: { precision, scale: scale ?? 0 } }
  return { ...common, sql, form, ...(type === 'decimal' && form === 'native' ? digits : {}) }
}

/** Whether the stage holds a column in a type of its own rather than as text. */
export function isNative({ type, precision }: StagedColumn): boolean {
  switch (type) {
    case 'boolean':
    case 'integer':
    case 'number':
      return true
    case 'decimal':
      return precision !== undefined && precision <= 38
    default:
      return false
  }
}

function compileVariable(variable: RunVariable, { variables }: ExpressionContext): TypedSql {
  const text = textLiteral(variables[variable])
  // The sync's name stays the same from run to run.
  const isVolatile = variable !== 'sync.name'
  return {
    ...text,
    type: variable === 'run.started_at' ? 'timestamptz' : 'string',
    isVolatile,
    constant: { kind: 'other' },
  }
}

function compileTemplate(
  parts: readonly (string | Expression)[],
  context: ExpressionContext,
): TypedSql {
  const texts = parts.map((part) =>
    typeof part === 'string'
      ? textLiteral(part)
      : toText(compileExpression(part, context), context),
  )
  // `||` gives null where any part is null.
  const sql = texts.length === 0 ? "''" : `(${texts.map((text) => `(${text.sql})`).join(' || ')})`
  return result({ args: texts }, { type: 'string', sql })
}

function compileObject(
  fields: Extract<Expression, { kind: 'object' }>['fields'],
  context: ExpressionContext,
): TypedSql {
  const members = fields.map(([name, expression]) => ({
    prefix: `${JSON.stringify(name)}:`,
    value: compileExpression(expression, context),
  }))
  return compileJson('{', members, '}', context)
}

function compileArray(items: readonly Expression[], context: ExpressionContext): TypedSql {
  const members = items.map((item) => ({ prefix: '', value: compileExpression(item, context) }))
  return compileJson('[', members, ']', context)
}

function compileJson(
  open: string,
  members: readonly { readonly prefix: string; readonly value: TypedSql }[],
  close: string,
  context: ExpressionContext,
): TypedSql {
  const parts = members.map(({ prefix, value }) => ({ prefix, ...toJson(value, context) }))
  const inside = parts.map(({ prefix, json }, index) => {
    const before = `${index === 0 ? open : ','}${prefix}`
    return `${quoteAnyText(before)} || ${json}`
  })
  const sql =
    parts.length === 0
      ? quoteAnyText(`${open}${close}`)
      : `(${[...inside, quoteAnyText(close)].join(' || ')})`
  return {
    ...result({ args: members.map(({ value }) => value) }, { type: 'json', isBuilt: true, sql }),
    problems: parts.flatMap(({ problems }) => problems),
  }
}
