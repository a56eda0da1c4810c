import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import type { CrmStore } from './crm-store.ts'
import { missingScope, refusal } from './errors.ts'
import type { ObjectApi } from './object-routes.ts'

const base = '/crm/lists/2026-03'

/** Lists: https://developers.hubspot.com/docs/api-reference/latest/crm/lists/memberships/update-list-memberships (read 2026-11-27) */
export function listRoutes(api: ObjectApi): readonly Route[] {
  const change = (does: 'add' | 'remove') =>
    route('PUT', `${base}/:listId/memberships/${does}`, ({ json }, { listId }, tools) =>
      changeMembers(api, { does, listId, json, tools }),
    )
  return [
    change('add'),
    change('remove'),
    route('POST', `${base}/records/memberships/batch/read`, ({ json }, _params, { nowMs }) =>
      readMemberships(api, json, nowMs),
    ),
    route('POST', `${base}/search`, () => {
      if (!api.hasScope('crm.lists.read')) return missingScope('crm.lists.read')
      return reply(200, { offset: 0, hasMore: false, total: 0, lists: [] })
    }),
  ]
}

function changeMembers(
  { store, hasScope }: ObjectApi,
  call: {
    readonly does: 'add' | 'remove'
    readonly listId: string
    readonly json: unknown
    readonly tools: HandlerTools
  },
): Reply {
  const { does, listId, json, tools } = call
  if (!hasScope('crm.lists.write')) return missingScope('crm.lists.write')
  const list = store.lists.find((one) => one.listId === listId)
  if (!list) return refusal(404, 'OBJECT_NOT_FOUND', `List does not exist with ID ${listId}.`)
  if (list.processingType === 'DYNAMIC') {
    const message = `List ${listId} is not a MANUAL or SNAPSHOT list.`
    return refusal(400, 'VALIDATION_ERROR', message)
  }
  if (!Array.isArray(json)) return refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON')
  const ids = json as readonly string[]
  const present = ids.filter((id) => store.find(list.type, undefined, id))
  const moved = present.filter((id) => list.members.has(id) === (does === 'remove'))
  for (const id of moved) {
    if (does === 'add') list.members.add(id)
    else list.members.delete(id)
    tools.accept({ object: 'list_members', operation: does, key: `${listId}/${id}`, payload: null })
  }
  return reply(200, {
    recordsIdsAdded: does === 'add' ? moved : [],
    recordIdsRemoved: does === 'remove' ? moved : [],
    recordIdsMissing: ids.filter((id) => !present.includes(id)),
  })
}

function readMemberships({ store, hasScope }: ObjectApi, json: unknown, nowMs: number): Reply {
  if (!hasScope('crm.lists.read')) return missingScope('crm.lists.read')
  const { inputs } = (json ?? {}) as { inputs?: { objectTypeId: string; recordId: string }[] }
  if (!Array.isArray(inputs)) return refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON')
  const now = new Date(nowMs).toISOString()
  const results = inputs.map(({ objectTypeId, recordId }) => ({
    objectTypeId,
    recordId,
    recordListMemberships: membershipsOf(store, recordId, now),
  }))
  return reply(200, { status: 'COMPLETE', results, startedAt: now, completedAt: now })
}

function membershipsOf({ lists }: CrmStore, recordId: string, now: string) {
  return lists
    .filter(({ members }) => members.has(recordId))
    .map(({ listId }) => ({
      listId,
      listVersion: 1,
      firstAddedTimestamp: now,
      lastAddedTimestamp: now,
    }))
}
