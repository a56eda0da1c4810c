import { isRevError, type Column, type Context, type ReadRequest } from '@revetl/sdk'
import { modelStatement, notAQuery, requireDistinctColumns } from '@revetl/sdk/sql'
import { toColumn } from './column-types.ts'
import type { SnowflakeConfig } from './config.ts'
import { dialect, quoteIdentifier } from './dialect.ts'
import { queryTag, Statement } from './statement.ts'

/** A model that Snowflake has compiled. */
export interface ModelShape {
  readonly sql: string
  readonly columns: readonly Column[]
}

/**
 * Finds out what a model is, by a query that gives no row. In parentheses a statement that is no query is a syntax
 * error, so that nothing is written.
 * @throws `REV_MODEL_*`, `REV_AUTH_*`
 */
export async function shapeOfModel(
  { model, run }: ReadRequest,
  ctx: Context<SnowflakeConfig>,
): Promise<ModelShape> {
  const sql = modelStatement(model, dialect)
  try {
    const describing = `select * from (\n${sql}\n) limit 0`
    await using statement = await Statement.start(ctx, describing, { tag: queryTag(run) })
    const { rowType } = await statement.result()
    statement.settle()
    return { sql, columns: requireDistinctColumns(rowType.map(toColumn)) }
  } catch (error) {
    throw otherStatement(sql, error)
  }
}

/** The query that reads a model. The line of the model stays the second one, so that places in errors are right. */
export function readStatement({ sql, columns }: ModelShape, rowsMax: number | undefined): string {
  const limit = rowsMax === undefined ? '' : ` limit ${Math.trunc(rowsMax)}`
  return `select ${listOf(columns)} from (\n${sql}\n) as rev_model${limit}`
}

function listOf(columns: readonly Column[]): string {
  if (columns.every(({ type }) => type !== 'number')) return '*'
  return columns.map(expressionOf).join(', ')
}

/**
 * A FLOAT that is left to the service comes with too few digits; TME writes all that tell it from its neighbours:
 * https://docs.snowflake.com/en/sql-reference/sql-format-models (to be confirmed)
 */
function expressionOf({ name, type }: Column): string {
  const column = quoteIdentifier(name)
  return type === 'number' ? `to_varchar(${column}, 'TME') as ${column}` : column
}

const comments = /--[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//g
const otherWords =
  /^\s*(alter|call|copy|create|delete|desc|describe|drop|execute|explain|grant|insert|list|merge|remove|revoke|set|show|truncate|undrop|unset|update|use)\b/i

/** A statement that begins like none that reads has a better error than that of its syntax. */
function otherStatement(sql: string, error: unknown): unknown {
  if (!isRevError(error) || error.code !== 'REV_MODEL_SQL') return error
  const [, word] = otherWords.exec(sql.replaceAll(comments, ' ')) ?? []
  if (word === undefined) return error
  return notAQuery(`it begins with ${word.toUpperCase()}`, { cause: error })
}
