import type { HttpResponse } from '@revetl/sdk'
import { apiVersion, url, type Ctx } from '../api.ts'

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

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/batch/delete-association-labels and its neighbours (read 2026-11-27) */
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

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/memberships/update-list-memberships (read 2026-11-27) */
export function changeMembers(
  ctx: Ctx,
  list: string,
  does: 'add' | 'remove',
  ids: readonly string[],
): Promise<HttpResponse> {
  const path = `/crm/lists/${apiVersion}/${encodeURIComponent(list)}/memberships/${does}`
  return ctx.http.put(url(ctx, path), { json: ids })
}

// https://developers.hubspot.com/docs/guides/crm/using-object-apis (read 2026-11-27)
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
