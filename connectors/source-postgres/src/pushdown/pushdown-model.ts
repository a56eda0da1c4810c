import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel } from '@revetl/sdk/sql'
import type { PostgresConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { shapeOrStop } from '../read-model.ts'
import { canonicalSql, keySql, printSql } from './canonical-sql.ts'

/** A model as SQL of Postgres, without running it. @throws `REV_MODEL_*` with the position in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<PostgresConfig>,
): Promise<PushdownModel> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { from, columns } = await shapeOrStop(session, request, ctx.signal)
  return pushdownModel(
    request,
    { from, columns },
    {
      key: ({ type, reference }) => keySql(type, reference),
      text: ({ type, reference }) => canonicalSql(type, reference),
      print: printSql,
    },
  )
}
