import type { Context, HttpResponse, ValueRecord } from '@revetl/sdk'
import type { Config } from './config.ts'

/** Summer '26: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ (read 2026-11-27) */
export const apiVersion = '67.0'

type Ctx = Context<Config>

const url = ({ config }: Ctx, path: string): string =>
  `${config.instanceUrl.replace(/\/+$/, '')}/services/data/v${apiVersion}${path}`

const name = encodeURIComponent

/** A record of a collection: its type, its fields, and its id where it is updated. */
export type CollectionRecord = ValueRecord

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html (read 2026-11-27) */
export function upsertCollection(
  ctx: Ctx,
  { object, matchField }: { readonly object: string; readonly matchField: string },
  records: readonly CollectionRecord[],
): Promise<HttpResponse> {
  const path = `/composite/sobjects/${name(object)}/${name(matchField)}`
  return ctx.http.patch(url(ctx, path), { json: { allOrNone: false, records } })
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-create.html (read 2026-11-27) */
export function createCollection(
  ctx: Ctx,
  records: readonly CollectionRecord[],
): Promise<HttpResponse> {
  return ctx.http.post(url(ctx, '/composite/sobjects'), { json: { allOrNone: false, records } })
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-update.html (read 2026-11-27) */
export function updateCollection(
  ctx: Ctx,
  records: readonly CollectionRecord[],
): Promise<HttpResponse> {
  return ctx.http.patch(url(ctx, '/composite/sobjects'), { json: { allOrNone: false, records } })
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-delete.html (read 2026-11-27) */
export function deleteCollection(ctx: Ctx, ids: readonly string[]): Promise<HttpResponse> {
  return ctx.http.delete(url(ctx, '/composite/sobjects'), {
    query: { ids: ids.join(','), allOrNone: false },
  })
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm (read 2026-11-27) */
export function query(ctx: Ctx, soql: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, '/query'), { query: { q: soql } })
}

/** The next page of a query, by the path that the page before names. */
export function queryMore(ctx: Ctx, path: string): Promise<HttpResponse> {
  return ctx.http.get(new URL(path, ctx.config.instanceUrl).href)
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm (read 2026-11-27) */
export function describeGlobal(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, '/sobjects'))
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm (read 2026-11-27) */
export function describeObject(ctx: Ctx, object: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `/sobjects/${name(object)}/describe`))
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm (read 2026-11-27) */
export function readLimits(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, '/limits'))
}
