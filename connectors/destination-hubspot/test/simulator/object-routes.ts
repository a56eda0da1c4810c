import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { batchReply, readInputs, showRecord, type BatchInput } from './batch-body.ts'
import type { CrmStore } from './crm-store.ts'
import { missingScope, recordError, refusal } from './errors.ts'
import { writeBatch, type WriteKind } from './write-batch.ts'

/** What the object end points of an account need. */
export interface ObjectApi {
  readonly store: CrmStore
  readonly hasScope: (scope: string) => boolean
  readonly echoesTraceIds: boolean
}

const base = '/crm/objects/2026-03/:type'

/** The object APIs: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/objects (read 2026-11-22) */
export function objectRoutes(api: ObjectApi): readonly Route[] {
  const write = (kind: WriteKind) =>
    route('POST', `${base}/batch/${kind}`, ({ json }, { type }, tools) =>
      withInputs(api, type, { json, isFoundById: kind !== 'create' }, (inputs) =>
        writeBatch(api.store, { kind, type, inputs, echoesTraceIds: api.echoesTraceIds }, tools),
      ),
    )
  return [
    write('upsert'),
    write('create'),
    write('update'),
    route('POST', `${base}/batch/archive`, ({ json }, { type }, tools) =>
      withInputs(api, type, { json, isFoundById: true }, (inputs) =>
        archive(api.store, type, inputs, tools),
      ),
    ),
    route('POST', `${base}/batch/read`, ({ json }, { type }) =>
      withInputs(api, type, { json, isFoundById: true }, (inputs) =>
        read(api.store, type, inputs, json as unknown as ReadBody),
      ),
    ),
    route('GET', base, (_request, { type }) => list(api, type)),
  ]
}

interface ReadBody {
  readonly idProperty?: string
  readonly properties: readonly string[]
}

function withInputs(
  { store, hasScope }: ObjectApi,
  type: string,
  body: { json: unknown; isFoundById: boolean },
  answer: (inputs: readonly BatchInput[]) => Reply,
): Reply {
  const scope = scopeOf(store, type, 'write')
  if (!hasScope(scope)) return missingScope(scope)
  if (!store.properties(type)) return unknownType(type)
  const inputs = readInputs(body.json, body.isFoundById)
  return 'status' in inputs ? inputs : answer(inputs)
}

const unknownType = (type: string): Reply =>
  refusal(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${type}`)

/** The scope of an object type. */
export function scopeOf(store: CrmStore, type: string, right: 'read' | 'write'): string {
  if (type === 'tickets') return 'tickets'
  return `crm.objects.${store.custom(type) ? 'custom' : type}.${right}`
}

/** Moves records to the recycling bin; ids that are not there do no harm. */
function archive(
  store: CrmStore,
  type: string,
  inputs: readonly BatchInput[],
  { accept }: HandlerTools,
): Reply {
  for (const { id } of inputs) {
    const record = store.find(type, undefined, id)
    if (!record) continue
    record.isArchived = true
    accept({ object: type, operation: 'archive', key: id, payload: null })
  }
  return { status: 204 }
}

function read(
  store: CrmStore,
  type: string,
  inputs: readonly BatchInput[],
  { idProperty, properties }: ReadBody,
): Reply {
  if (
    idProperty !== undefined &&
    idProperty !== 'hs_object_id' &&
    !store.isUnique(type, idProperty)
  ) {
    return refusal(
      400,
      'VALIDATION_ERROR',
      `Unable to read by non-unique ${type} property ${idProperty}`,
    )
  }
  const found = inputs.map(({ id }) => store.find(type, idProperty, id))
  const lost = inputs.filter((_input, index) => !found[index]).map(({ id }) => id)
  const results = found.filter((record) => record !== undefined)
  const message = `Could not get some ${type} objects, they may be deleted or not exist. Check that ids are valid.`
  return batchReply(
    200,
    results.map((record) => showRecord(record, properties)),
    lost.length > 0 ? [recordError('OBJECT_NOT_FOUND', message, { ids: lost })] : [],
  )
}

function list({ store, hasScope }: ObjectApi, type: string): Reply {
  const scope = scopeOf(store, type, 'read')
  if (!hasScope(scope)) return missingScope(scope)
  if (!store.properties(type)) return unknownType(type)
  return reply(200, {
    results: store
      .list(type)
      .slice(0, 10)
      .map((record) => showRecord(record)),
  })
}
