import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel } from '@revetl/sdk/sql'
import { requireForm } from '../column-types.ts'
import type { DatabricksConfig } from '../config.ts'
import { analyseModel } from '../model-shape.ts'
import { stopped } from '../read-model.ts'
import { keySql, printSql, refusalSql, textSql } from './canonical-sql.ts'

/** A model as SQL of Databricks, without running it. @throws `REV_MODEL_*`, with the place in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<DatabricksConfig>,
): Promise<PushdownModel> {
  try {
    const { sql, columns } = await analyseModel(request, ctx)
    // A read refuses a model with such a column, whether it is mapped or not.
    columns.forEach(requireForm)
    const described = columns.map((column, index) => ({
      column,
      type: column.sourceType ?? '',
      reference: `c${index + 1}`,
    }))
    const names = described.map(({ reference }) => reference)
    const from = `(\n${sql}\n) as m(${names.join(', ')})`
    const expressions = { key: keySql, text: textSql, print: printSql, refusal: refusalSql }
    return pushdownModel(request, { from, columns: described }, expressions)
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}
