import type { ValueRecord } from '@revetl/sdk'
import { reply, type Reply } from '../reply.ts'
import type { SimulatorRequest } from '../request.ts'
import { route, type HandlerTools, type Route } from '../route.ts'
import type { RecordStore } from './record-store.ts'
import type { RecordResult, VendorCall, VendorObject, VendorOptions } from './vendor-options.ts'

type Params = Readonly<Record<string, string>>

interface CallSite {
  readonly call: VendorCall
  readonly object: VendorObject
  readonly store: RecordStore
  readonly invalid: (reason: string, request: SimulatorRequest) => Reply
}

/** The end points of one object. */
export function objectRoutes(
  object: VendorObject,
  store: RecordStore,
  { errors = {} }: Pick<VendorOptions, 'errors'>,
): readonly Route[] {
  const { invalid = (reason) => reply(400, { message: reason }) } = errors
  return object.calls.flatMap((call) => {
    const site = { call, object, store, invalid }
    const handle = remembering(call, (request, params, tools) =>
      answerCall(site, request, params, tools),
    )
    return call.job === undefined
      ? [route(call.method ?? 'POST', call.path, handle)]
      : jobRoutes(call, handle)
  })
}

function answerCall(
  { call, object, store, invalid }: CallSite,
  request: SimulatorRequest,
  params: Params,
  tools: HandlerTools,
): Reply {
  const records = (call.records ?? listOf)(request, params)
  const { recordsMax = Infinity, quirks = {} } = object
  if (records.length > recordsMax) {
    return invalid(`At most ${recordsMax} records a request.`, request)
  }
  if (records.some((record) => quirks.crashesOn?.(record))) return reply(500, { message: 'Oops.' })
  const refusal = records
    .map((record) => store.refusalOf(record))
    .find((reason) => reason !== undefined)
  const isWhole = refusal !== undefined && call.does !== 'find' && call.does !== 'delete'
  if (isWhole && quirks.refusesWhole) return invalid(refusal, request)
  const results = records.map((record, index) => store.apply(call.does, index, record, tools))
  if (isWhole && quirks.refusesAfterWriting) return invalid(refusal, request)
  const answer = call.answer(results, request)
  return quirks.onlyQueues ? { ...answer, status: 202 } : answer
}

type Handle = (request: SimulatorRequest, params: Params, tools: HandlerTools) => Reply

/** Gives the first answer again to a request that repeats its key. */
function remembering({ idempotencyHeader }: VendorCall, handle: Handle): Handle {
  if (idempotencyHeader === undefined) return handle
  const answers = new Map<string, Reply>()
  return (request, params, tools) => {
    const key = request.headers[idempotencyHeader.toLowerCase()]
    if (typeof key !== 'string') return handle(request, params, tools)
    const answer = answers.get(key) ?? handle(request, params, tools)
    answers.set(key, answer)
    return answer
  }
}

function jobRoutes({ method = 'POST', path, job }: VendorCall, handle: Handle): readonly Route[] {
  if (job === undefined) return []
  const jobs = new Map<string, { polls: number; readonly answer: Reply }>()
  return [
    route(method, path, (request, params, tools) => {
      const id = `job-${jobs.size + 1}`
      jobs.set(id, { polls: job.polls ?? 1, answer: handle(request, params, tools) })
      return job.submitted(id)
    }),
    route('GET', job.path, (_request, params: Params) => {
      const known = jobs.get(params['job'] ?? '')
      if (known === undefined) return reply(404, { message: 'No such job.' })
      known.polls -= 1
      return known.polls >= 0 ? job.running : known.answer
    }),
  ]
}

function listOf({ json }: SimulatorRequest): readonly ValueRecord[] {
  return Array.isArray(json) ? (json as readonly ValueRecord[]) : []
}

const isBad = ({ did }: RecordResult): boolean => did === 'refused' || did === 'locked'

/** Results by what was done, for answers that list the good apart from the bad. */
export function splitResults(results: readonly RecordResult[]): {
  readonly accepted: readonly RecordResult[]
  readonly refused: readonly RecordResult[]
} {
  return {
    accepted: results.filter((result) => !isBad(result)),
    refused: results.filter(isBad),
  }
}
