import type { Change, Value } from '@revetl/sdk'
import type { BatchInput } from '../client.ts'
import { toList, toObject, toText } from './json.ts'
import { readVendorError, type VendorError } from './vendor-error.ts'

/** A change and what was sent for it. */
export interface Sent {
  readonly change: Change
  readonly input: BatchInput
}

/** A record that HubSpot says it wrote. */
export interface WrittenRecord {
  readonly id: string | undefined
  /** Whether an upsert created it; `undefined` where that is not told. */
  readonly isNew: boolean | undefined
}

/** Which answer belongs to which change, by change id. */
export interface MatchedAnswers {
  readonly written: Map<string, WrittenRecord>
  readonly errors: Map<string, VendorError>
  /** Answers that name a record which was not sent: then none of them can be trusted. */
  foreignCount: number
}

/** Finds the change of each result and error by trace id, record id or match value; never by position. */
export function matchAnswers(sent: readonly Sent[], body: Value): MatchedAnswers {
  const { results, errors } = toObject(body)
  const byTraceId = new Map(sent.map(({ change, input }) => [input.objectWriteTraceId, change.id]))
  const byId = new Map(sent.map(({ change, input }) => [input.id?.toLowerCase(), change.id]))
  const matched: MatchedAnswers = { written: new Map(), errors: new Map(), foreignCount: 0 }
  const nameless: WrittenRecord[] = []
  const unplaced: VendorError[] = []
  for (const error of toList(errors).map(readVendorError)) {
    const places = [
      ...error.traceIds.map((traceId) => byTraceId.get(traceId)),
      ...error.ids.map((id) => byId.get(id.toLowerCase())),
    ].filter((id) => id !== undefined)
    for (const id of places) matched.errors.set(id, error)
    if (places.length > 0) continue
    if (error.traceIds.length > 0) matched.foreignCount += 1
    else unplaced.push(error)
  }
  for (const result of toList(results).map(toObject)) {
    const { record, traceId, matchValue } = readResult(result, sent[0]?.input.idProperty)
    const id = traceId ? byTraceId.get(traceId) : byId.get(matchValue?.toLowerCase() ?? '')
    if (id !== undefined) matched.written.set(id, record)
    else if (traceId === undefined) nameless.push(record)
    else matched.foreignCount += 1
  }
  placeRest(sent, matched, { nameless, unplaced })
  return matched
}

function readResult(result: { readonly [name: string]: Value }, idProperty: string | undefined) {
  const id = toText(result['id'])
  const isNew = typeof result['new'] === 'boolean' ? result['new'] : undefined
  const matchValue = idProperty ? toText(toObject(result['properties'])[idProperty]) : id
  return { record: { id, isNew }, traceId: toText(result['objectWriteTraceId']), matchValue }
}

/**
 * Places what names nobody, only where nothing else is possible: one error for the one change without an answer, or
 * as many different new records as changes without one. The documented answer of `batch/create` names its errors and
 * not its results: https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
 */
function placeRest(
  sent: readonly Sent[],
  { written, errors }: MatchedAnswers,
  rest: { readonly nameless: readonly WrittenRecord[]; readonly unplaced: readonly VendorError[] },
): void {
  const open = sent.filter(({ change: { id } }) => !written.has(id) && !errors.has(id))
  const { nameless, unplaced } = rest
  if (open.length !== nameless.length + unplaced.length) return
  const [error] = unplaced
  if (error && open.length === 1) for (const { change } of open) errors.set(change.id, error)
  const areDistinct = new Set(nameless.map(({ id }) => id)).size === nameless.length
  if (error || !areDistinct) return
  // Which of several new records is whose is not known, so none gets a remote id.
  const id = open.length === 1 ? nameless[0]?.id : undefined
  for (const { change } of open) written.set(change.id, { id, isNew: undefined })
}
