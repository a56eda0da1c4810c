import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import type { CrmStore } from './crm-store.ts'
import { missingScope, recordError, refusal, type RecordError } from './errors.ts'
import { scopeOf, type ObjectApi } from './object-routes.ts'

interface Input {
  readonly from: { readonly id: string }
  readonly to: { readonly id: string } | readonly { readonly id: string }[]
  readonly types?: readonly {
    readonly associationCategory: string
    readonly associationTypeId: number
  }[]
}
interface Call {
  readonly from: string
  readonly to: string
  readonly inputs: readonly Input[]
  readonly tools: HandlerTools
}

const base = '/crm/associations/2026-03/:from/:to/batch'
// A write takes 2,000 at most: https://docs.workato.com/en/connectors/hubspot/actions/associate-records-batch.html (read 2026-11-27)
const inputsMax = 2000
const plain = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }]

/** Associations v4: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/batch/delete-association-labels (read 2026-11-27) */
export function associationRoutes(api: ObjectApi): readonly Route[] {
  const at = (path: string, answer: (call: Call) => Reply) =>
    route('POST', `${base}/${path}`, ({ json }, { from, to }, tools) =>
      withInputs(api, { from, to, json, tools }, answer),
    )
  return [
    at('associate/default', (call) => associate(api.store, call, 200)),
    at('create', (call) => associate(api.store, call, 201)),
    at('archive', (call) => remove(api.store, call)),
    at('labels/archive', (call) => remove(api.store, call)),
  ]
}

function withInputs(
  { store, hasScope }: ObjectApi,
  { json, ...call }: Omit<Call, 'inputs'> & { readonly json: unknown },
  answer: (call: Call) => Reply,
): Reply {
  for (const type of [call.from, call.to]) {
    if (!store.properties(type)) {
      return refusal(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${type}`)
    }
    const scope = scopeOf(store, type, 'write')
    if (!hasScope(scope)) return missingScope(scope)
  }
  const { inputs } = (json ?? {}) as { inputs?: readonly Input[] }
  if (!Array.isArray(inputs)) return refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON')
  if (inputs.length > inputsMax) {
    return refusal(400, 'VALIDATION_ERROR', `The maximum number of inputs is ${inputsMax}`)
  }
  return answer({ ...call, inputs: inputs as readonly Input[] })
}

function associate(store: CrmStore, { from, to, inputs, tools }: Call, status: 200 | 201): Reply {
  const results: unknown[] = []
  const errors: RecordError[] = []
  for (const { from: one, to: other, types = plain } of inputs) {
    const [toId = ''] = [other].flat().map(({ id }) => id)
    const isThere = store.find(from, undefined, one.id) && store.find(to, undefined, toId)
    if (!isThere) {
      const context = { fromObjectId: [one.id], toObjectId: [toId] }
      errors.push(recordError('OBJECT_NOT_FOUND', 'One of the records does not exist.', context))
      continue
    }
    for (const type of types) {
      store.associations.add(from, one.id, to, toId, type)
      const key = `${from}/${one.id}-${to}/${toId}`
      tools.accept({ object: 'associations', operation: 'create', key, payload: type })
    }
    if (status === 201) results.push(labelled(from, one.id, to, toId))
    else results.push(...directions(one.id, toId))
  }
  const now = new Date(tools.nowMs).toISOString()
  const body = { status: 'COMPLETE', results, startedAt: now, completedAt: now }
  if (errors.length === 0) return reply(status, body)
  // The description has no 207 for plain associations, and errors in the 200.
  return reply(status === 201 ? 207 : 200, { ...body, numErrors: errors.length, errors })
}

const labelled = (from: string, fromId: string, to: string, toId: string) => ({
  fromObjectTypeId: from,
  fromObjectId: fromId,
  toObjectTypeId: to,
  toObjectId: toId,
  labels: [],
})

/** A plain association is answered once for each way, the way back first. */
function directions(fromId: string, toId: string) {
  const [associationSpec] = plain
  return [
    { from: { id: toId }, to: { id: fromId }, associationSpec },
    { from: { id: fromId }, to: { id: toId }, associationSpec },
  ]
}

/** Removes a label, or all associations of two records; what is not there does no harm. */
function remove(store: CrmStore, { from, to, inputs, tools }: Call): Reply {
  for (const { from: one, to: others, types } of inputs) {
    for (const { id } of [others].flat()) {
      if (!store.associations.remove(from, one.id, to, id, types)) continue
      const key = `${from}/${one.id}-${to}/${id}`
      tools.accept({ object: 'associations', operation: 'archive', key, payload: null })
    }
  }
  const now = new Date(tools.nowMs).toISOString()
  return reply(200, { status: 'COMPLETE', results: [], startedAt: now, completedAt: now })
}
