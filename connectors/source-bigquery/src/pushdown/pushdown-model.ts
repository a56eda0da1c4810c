import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { modelStatement, pushdownModel } from '@revetl/sdk/sql'
import type { BigqueryConfig } from '../config.ts'
import { dialect } from '../dialect.ts'
import { columnsOf, describeFields } from '../read-model.ts'
import { keySql, printSql, refusalSql, requireText, textSql } from './canonical-sql.ts'

/** A model as SQL of BigQuery, without running it. @throws `REV_MODEL_*`, with the place in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<BigqueryConfig>,
): Promise<PushdownModel> {
  const fields = await describeFields(request, ctx)
  const described = columnsOf(fields).flatMap((column, index) => {
    const type = fields[index]
    return type === undefined ? [] : [{ column, type, reference: `c${index + 1}` }]
  })
  const wanted = new Set([...request.keys, ...request.columns].map((name) => name.toLowerCase()))
  for (const column of described) {
    if (wanted.has(column.column.name.toLowerCase())) requireText(column)
  }
  const list = described.map(
    ({ column, reference }) => `rev_model.${dialect.quoteIdentifier(column.name)} as ${reference}`,
  )
  const sql = modelStatement(request.model, dialect)
  const from = `(select ${list.join(', ')} from (\n${sql}\n) as rev_model) as m`
  const expressions = { key: keySql, text: textSql, print: printSql, refusal: refusalSql }
  return pushdownModel(request, { from, columns: described }, expressions)
}
