import type { Context, HttpResponse } from '@revetl/sdk'
import type { Config } from './config.ts'

/** HubSpot's dated version of the API: https://developers.hubspot.com/docs/api-reference/latest (read 2026-11-22) */
export const apiVersion = '2026-03'

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

type Ctx = Context<Config>

const url = ({ config }: Ctx, path: string): string => `${config.baseUrl.replace(/\/$/, '')}${path}`

const objectPath = (type: string): string =>
  `/crm/objects/${apiVersion}/${encodeURIComponent(type)}`

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

/** A label of an association. */
export interface Label {
  readonly category: string
  readonly typeId: number
}

/** Associations to make or to remove, all between the same two objects and with the same label or none. */
export interface AssociationRequest {
  readonly does: 'create' | 'archive'
  readonly objects: { readonly from: string; readonly to: string }
  readonly label: Label | undefined
  readonly pairs: readonly { readonly from: string; readonly to: string }[]
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide (read 2026-11-27) */
export function changeAssociations(ctx: Ctx, request: AssociationRequest): Promise<HttpResponse> {
  const { does, objects, label, pairs } = request
  const path = `/crm/associations/${apiVersion}/${encodeURIComponent(objects.from)}/${encodeURIComponent(objects.to)}/batch`
  const types = label && [{ associationCategory: label.category, associationTypeId: label.typeId }]
  const inputs = pairs.map(({ from, to }) =>
    does === 'archive' && !types
      ? { from: { id: from }, to: [{ id: to }] }
      : { from: { id: from }, to: { id: to }, ...(types && { types }) },
  )
  const endpoints = {
    create: types ? 'create' : 'associate/default',
    archive: types ? 'labels/archive' : 'archive',
  }
  return ctx.http.post(url(ctx, `${path}/${endpoints[does]}`), { json: { inputs } })
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/memberships/add-records (read 2026-11-27) */
export function changeMembers(
  ctx: Ctx,
  list: string,
  does: 'add' | 'remove',
  ids: readonly string[],
): Promise<HttpResponse> {
  const path = `/crm/lists/${apiVersion}/${encodeURIComponent(list)}/memberships/${does}`
  return ctx.http.put(url(ctx, path), { json: ids })
}

// https://developers.hubspot.com/docs/api-reference/latest/crm/understanding-the-crm (read 2026-11-27)
const typeIds = new Map([
  ['contacts', '0-1'],
  ['companies', '0-2'],
  ['deals', '0-3'],
  ['tickets', '0-5'],
])

/** The lists that records are members of. */
export function readMemberships(
  ctx: Ctx,
  type: string,
  ids: readonly string[],
): Promise<HttpResponse> {
  const objectTypeId = typeIds.get(type) ?? type
  const inputs = ids.map((recordId) => ({ objectTypeId, recordId }))
  const path = `/crm/lists/${apiVersion}/records/memberships/batch/read`
  return ctx.http.post(url(ctx, path), { isRead: true, json: { inputs } })
}

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

/** https://developers.hubspot.com/docs/api-reference/latest/events/manage-event-occurrences/guide (read 2026-11-27) */
export function sendEvents(ctx: Ctx, inputs: readonly EventInput[]): Promise<HttpResponse> {
  return ctx.http.post(url(ctx, `/events/${apiVersion}/send/batch`), { json: { inputs } })
}

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
