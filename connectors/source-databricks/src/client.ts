import type { Context, HttpRequest, HttpResponse } from '@revetl/sdk'
import type { DatabricksConfig } from './config.ts'
import type { ExternalLink, HistoryAnswer, ResultAnswer, StatementAnswer } from './answers.ts'
import { answerError } from './databricks-errors.ts'

type Ctx = Context<DatabricksConfig>

const statements = '/api/2.0/sql/statements'

/** What a statement does. One that writes is not sent twice: the API has nothing by which it would know it again. */
export type StatementEffect = 'read' | 'write'

/**
 * Has a statement run. It is answered at once, with the id: a run that is stopped meanwhile must still learn it.
 * @see https://docs.databricks.com/api/statement-execution/v1/execute-statement.md (read 2026-11-27)
 */
export async function submitStatement(
  ctx: Ctx,
  statement: string,
  effect: StatementEffect,
): Promise<StatementAnswer> {
  const { warehouseId, catalog, schema } = ctx.config
  const json = {
    statement,
    warehouse_id: warehouseId,
    ...(catalog === undefined ? {} : { catalog }),
    ...(schema === undefined ? {} : { schema }),
    wait_timeout: '0s',
    disposition: 'EXTERNAL_LINKS',
    format: 'JSON_ARRAY',
  }
  const options = { json, isRead: effect === 'read', afterStop: true }
  return bodyOf(await ctx.http.post(url(ctx, statements), options)) as StatementAnswer
}

/** What became of a statement. https://docs.databricks.com/api/statement-execution/v1/get-statement-result (read 2026-11-27) */
export async function readStatement(
  ctx: Ctx,
  id: string,
  options: Pick<HttpRequest, 'afterStop'> = {},
): Promise<StatementAnswer> {
  return bodyOf(await ctx.http.get(url(ctx, `${statements}/${id}`), options)) as StatementAnswer
}

/** A link to a chunk, from 0. https://docs.databricks.com/api/statement-execution/v1/get-result-data.md (read 2026-11-27) */
export async function readChunkLink(ctx: Ctx, id: string, chunk: number): Promise<ResultAnswer> {
  const path = `${statements}/${id}/result/chunks/${chunk}`
  return bodyOf(await ctx.http.get(url(ctx, path))) as ResultAnswer
}

/** Stops a statement, also of a run that was stopped. https://docs.databricks.com/api/statement-execution/v1/cancel-statement.md (read 2026-11-27) */
export async function cancelStatement(ctx: Ctx, id: string): Promise<void> {
  const options = { json: {}, isRead: true, afterStop: true }
  bodyOf(await ctx.http.post(url(ctx, `${statements}/${id}/cancel`), options))
}

/** What a statement took. */
export async function readMetrics(ctx: Ctx, id: string): Promise<HistoryAnswer> {
  const query = { 'filter_by.statement_ids': id, include_metrics: true }
  const answer = await ctx.http.get(url(ctx, '/api/2.0/sql/history/queries'), { query })
  return bodyOf(answer) as HistoryAnswer
}

/** A part of a chunk, from the storage: without our credentials, which must not go there. */
export async function readLink(
  { http }: Ctx,
  { external_link: link, http_headers: given = {} }: ExternalLink,
  range: string,
): Promise<HttpResponse> {
  const answer = await http.get(link, { headers: { ...given, range }, anonymous: true })
  if (!answer.isOk) throw answerError(answer)
  return answer
}

const url = ({ config }: Ctx, path: string): string => new URL(path, config.workspaceUrl).href

function bodyOf(answer: HttpResponse): unknown {
  if (!answer.isOk) throw answerError(answer)
  return answer.json()
}
