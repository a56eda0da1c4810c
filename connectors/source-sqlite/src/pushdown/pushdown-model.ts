import type { Context, PushdownModel, PushdownRequest, ValueType } from '@revetl/sdk'
import { pushdownModel, type ModelColumn } from '@revetl/sdk/sql'
import { bindModel } from '../bind-model.ts'
import { misfit } from '../canonical-text.ts'
import type { SqliteConfig } from '../config.ts'
import { openSession } from '../session.ts'
import { sqliteDialect } from './dialect.ts'
import { functionNames } from './functions.ts'

type SqliteColumn = ModelColumn<undefined>

/** A model as SQL of SQLite, without running it. @throws `REV_MODEL_*` with the place in the SQL */
export function modelAsSql(
  request: PushdownRequest,
  ctx: Context<SqliteConfig>,
): Promise<PushdownModel> {
  using session = openSession(ctx)
  const bound = bindModel(session.database, request.model, undefined)
  const columns = bound.columns.map((column, index): SqliteColumn => ({
    column,
    type: undefined,
    reference: `c${index + 1}`,
  }))
  const names = columns.map(({ reference }) => reference).join(', ')
  // Without the fence an expression of the model would be computed at every use: random() would be many values.
  const from = `(WITH m(${names}) AS (\n${bound.sql}\n) SELECT ${names} FROM m ${sqliteDialect.fence}) AS m`
  const expressions = {
    key: ({ column, reference }: SqliteColumn) => `${functionNames.key(column.type)}(${reference})`,
    text: ({ column, reference }: SqliteColumn) =>
      `${functionNames.text(column.type)}(${reference})`,
    print: printSql,
    refusal: refusalSql,
  }
  return Promise.resolve(pushdownModel(request, { from, columns }, expressions))
}

// A function takes 127 values, and in newer versions more: https://www.sqlite.org/limits.html (read 2026-11-27)
const argumentsMax = 100

function printSql(salt: string, columns: readonly SqliteColumn[]): string {
  const parts = [`'${salt}'`, ...columns.map(({ reference }) => reference)]
  while (parts.length > argumentsMax) {
    const some = parts.splice(0, argumentsMax)
    parts.push(`${functionNames.print}(${some.join(', ')})`)
  }
  return `${functionNames.print}(${parts.join(', ')})`
}

/** How a value can be kept that every read takes for one of the type. */
const fitting: { readonly [Type in ValueType]?: readonly string[] } = {
  integer: ['integer'],
  number: ['real'],
  decimal: ['integer', 'real'],
  string: ['text', 'integer', 'real'],
  bytes: ['blob'],
}

/** SQL of why a read would stop at a value. */
function refusalSql({ column, reference }: SqliteColumn): string {
  const fits = ['null', ...(fitting[column.type] ?? [])].map(literal).join(', ')
  const [before = '', after = ''] = misfit(column, '\0').split('\0')
  const storage = `${functionNames.misfit(column.type)}(${reference})`
  const why = [literal(before), storage, literal(after)].join(' || ')
  return `CASE WHEN typeof(${reference}) NOT IN (${fits}) THEN ${why} END`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
