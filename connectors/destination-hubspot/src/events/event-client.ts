import type { HttpResponse } from '@revetl/sdk'
import { apiVersion, url, type Ctx } from '../api.ts'

/** One occurrence of a custom event. */
export interface EventInput {
  readonly eventName: string
  readonly uuid: string
  readonly email?: string
  readonly objectId?: string
  readonly utk?: string
  readonly occurredAt?: string
  readonly properties: Readonly<Record<string, string>>
}

/** https://developers.hubspot.com/docs/api-reference/latest/events/send-event-data/batch-send-occurrences (read 2026-11-27) */
export function sendEvents(ctx: Ctx, inputs: readonly EventInput[]): Promise<HttpResponse> {
  return ctx.http.post(url(ctx, `/events/${apiVersion}/send/batch`), { json: { inputs } })
}
