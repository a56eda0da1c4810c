import type { HttpResponse } from '@revetl/sdk'
import { apiVersion, objectPath, url, type Ctx } from './api.ts'

/** One record at most, to learn whether the token may read the object. */
export function probeObject(ctx: Ctx, type: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, objectPath(type)), { query: { limit: 1 } })
}

/** One list at most, to learn whether the token may read lists. */
export function probeLists(ctx: Ctx): Promise<HttpResponse> {
  const json = { count: 1, offset: 0, listIds: [], processingTypes: [], additionalProperties: [] }
  return ctx.http.post(url(ctx, `/crm/lists/${apiVersion}/search`), { isRead: true, json })
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22) */
export function readProperties(ctx: Ctx, type: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `/crm/properties/${apiVersion}/${encodeURIComponent(type)}`))
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide (read 2026-11-22) */
export function readSchemas(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `/crm-object-schemas/${apiVersion}/schemas`))
}

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information (read 2026-11-22) */
export function readAccount(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `/account-info/${apiVersion}/details`))
}

/** The day's requests of private apps. */
export function readDailyUsage(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `/account-info/${apiVersion}/api-usage/daily/private-apps`))
}
