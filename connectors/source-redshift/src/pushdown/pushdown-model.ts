import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel } from '@revetl/sdk/sql'
import type { RedshiftConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { shapeOrStop } from '../read-model.ts'
import { keySql, printSql, refusalSql, requireText, textSql } from './canonical-sql.ts'

/** A model as SQL of Redshift, without running it. @throws `REV_MODEL_*` with the position in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<RedshiftConfig>,
): Promise<PushdownModel> {
  await using session = await openSession(ctx)
  const { from, columns } = await shapeOrStop(session, request, ctx.signal)
  const wanted = new Set([...request.keys, ...request.columns].map((name) => name.toLowerCase()))
  for (const column of columns) {
    if (wanted.has(column.column.name.toLowerCase())) requireText(column)
  }
  const expressions = { key: keySql, text: textSql, print: printSql, refusal: refusalSql }
  return pushdownModel(request, { from, columns }, expressions)
}
