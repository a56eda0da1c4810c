import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel } from '@revetl/sdk/sql'
import { openClient } from '../client.ts'
import { plainType } from '../column-types.ts'
import type { ClickhouseConfig } from '../config.ts'
import { quoteIdentifier } from '../dialect.ts'
import { shapeOrStop } from '../read-model.ts'
import { keySql, printSql, refusalSql, textSql } from './canonical-sql.ts'

/** A model as SQL of ClickHouse, without running it. @throws `REV_MODEL_*`, with the place where the server tells it */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<ClickhouseConfig>,
): Promise<PushdownModel> {
  await using open = openClient(ctx)
  const { sql, columns } = await shapeOrStop(open, request, ctx)
  const described = columns.map((column, index) => ({
    column,
    type: plainType(column.sourceType ?? ''),
    reference: `c${index + 1}`,
  }))
  const list = described.map(
    ({ column, reference }) => `rev_model.${quoteIdentifier(column.name)} as ${reference}`,
  )
  const from = `(select ${list.join(', ')} from (\n${sql}\n) as rev_model) as m`
  const expressions = { key: keySql, text: textSql, print: printSql, refusal: refusalSql }
  return pushdownModel(request, { from, columns: described }, expressions)
}
