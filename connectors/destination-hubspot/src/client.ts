import type { HttpResponse } from '@revetl/sdk'
import { objectPath, url, type Ctx } from './api.ts'

/** The write end points of an object. */
export type BatchEndpoint = 'upsert' | 'update' | 'create'

/** One record of a write. */
export interface BatchInput {
  readonly id?: string
  readonly idProperty?: string
  /** Unique in the request: with it HubSpot answers for each record. */
  readonly objectWriteTraceId: string
  readonly properties: Readonly<Record<string, string>>
  readonly associations?: readonly []
}

/** What is read of which records. */
export interface BatchRead {
  readonly ids: readonly string[]
  readonly idProperty: string | undefined
  readonly properties: readonly string[]
}

/** https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/contacts/batch/upsert-contacts (read 2026-11-22) */
export function sendBatch(
  ctx: Ctx,
  type: string,
  endpoint: BatchEndpoint,
  inputs: readonly BatchInput[],
): Promise<HttpResponse> {
  return ctx.http.post(url(ctx, `${objectPath(type)}/batch/${endpoint}`), { json: { inputs } })
}

/** https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/custom-objects/batch/delete-custom-objects (read 2026-11-22) */
export function archiveBatch(
  ctx: Ctx,
  type: string,
  ids: readonly string[],
): Promise<HttpResponse> {
  const inputs = ids.map((id) => ({ id }))
  return ctx.http.post(url(ctx, `${objectPath(type)}/batch/archive`), { json: { inputs } })
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/objects/batch/get-objects (read 2026-11-22) */
export function readBatch(ctx: Ctx, type: string, read: BatchRead): Promise<HttpResponse> {
  const { ids, idProperty, properties } = read
  return ctx.http.post(url(ctx, `${objectPath(type)}/batch/read`), {
    isRead: true,
    json: {
      inputs: ids.map((id) => ({ id })),
      properties,
      propertiesWithHistory: [],
      ...(idProperty === undefined ? {} : { idProperty }),
    },
  })
}
