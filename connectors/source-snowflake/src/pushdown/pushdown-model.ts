import type { Column, Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel } from '@revetl/sdk/sql'
import type { SnowflakeConfig } from '../config.ts'
import { quoteIdentifier } from '../dialect.ts'
import { shapeOrStop } from '../read-model.ts'
import { keySql, printSql, refusalSql, requireText, textSql } from './canonical-sql.ts'

/** A model as SQL of Snowflake, without running it. @throws `REV_MODEL_*`, with the place where Snowflake tells it */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<SnowflakeConfig>,
): Promise<PushdownModel> {
  const { sql, columns } = await shapeOrStop(request, ctx)
  const described = columns.map((column, index) => ({
    column,
    type: column.sourceType ?? '',
    reference: `c${index + 1}`,
  }))
  const wanted = new Set([...request.keys, ...request.columns].map((name) => name.toLowerCase()))
  for (const column of described) {
    if (wanted.has(column.column.name.toLowerCase())) requireText(column)
  }
  const list = described.map(({ column, reference }) => `${valueSql(column)} as ${reference}`)
  // The line of the model is the second one, so that places in errors are right.
  const from = `(select ${list.join(', ')} from (\n${sql}\n) as rev_model) as m`
  const expressions = { key: keySql, text: textSql, print: printSql, refusal: refusalSql }
  return pushdownModel(request, { from, columns: described }, expressions)
}

/** A column, where it is a text without its collation: several functions take none, and one could compare otherwise. */
function valueSql({ name, type, sourceType = '' }: Column): string {
  const column = `rev_model.${quoteIdentifier(name)}`
  const isText = type === 'string' && /^(TEXT|VARCHAR)$/.test(sourceType)
  return isText ? `collate(${column}, '')` : column
}
