import { jsonList, jsonObject, jsonText, ok, unknown } from '@revetl/sdk'
import type { BulkAnswer, BulkVerdict, Change, Value } from '@revetl/sdk'
import type { BatchInput } from '../client.ts'
import { effectOf, errorOutcome, type WriteOperation } from './record-outcome.ts'
import { readVendorError, textsOf } from './vendor-error.ts'

/** A change and what was sent for it. */
export interface Sent {
  readonly change: Change
  readonly input: BatchInput
}

/** A result or an error. */
interface Answered {
  readonly traceIds: readonly string[]
  /** Ids and match values by which it may be known too; HubSpot may write them otherwise. */
  readonly names: readonly string[]
  readonly outcome: BulkVerdict['outcome']
  /** The record that was written. */
  readonly id?: string | undefined
}

/**
 * What a batch answer says of each change, found by trace id, record id or match value and never by position. An
 * answer with the trace id of a record that was not sent is one to another request, and nothing of it is believed.
 */
export function readBatchAnswer(
  operation: WriteOperation,
  sent: readonly Sent[],
  body: Value,
): BulkAnswer {
  const { results, errors } = jsonObject(body)
  const answered = [
    ...jsonList(errors).map((error) => readError(operation, error)),
    ...jsonList(results).map((result) => readResult(operation, result, sent[0]?.input)),
  ]
  const byTraceId = new Map(sent.map(({ change, input }) => [input.objectWriteTraceId, change.id]))
  const byName = new Map(sent.map(({ change, input }) => [input.id?.toLowerCase(), change.id]))
  if (answered.some(({ traceIds }) => traceIds.some((id) => !byTraceId.has(id)))) {
    return { verdicts: [] }
  }
  const placesOf = ({ traceIds, names }: Answered) =>
    [
      ...traceIds.map((id) => byTraceId.get(id)),
      ...names.map((name) => byName.get(name.toLowerCase())),
    ].filter((at) => at !== undefined)
  const verdicts = answered.flatMap((one) =>
    placesOf(one).map((at) => ({ at, outcome: one.outcome })),
  )
  const nameless = answered.filter((one) => placesOf(one).length === 0)
  const named = new Set(verdicts.map(({ at }) => at))
  const open = sent.filter(({ change }) => !named.has(change.id))
  return {
    verdicts: [...verdicts, ...placeOnly(open, nameless)],
    ...countWritten(operation, nameless),
  }
}

/** One answer that names nobody, and one change without an answer, belong together. */
function placeOnly(open: readonly Sent[], nameless: readonly Answered[]): readonly BulkVerdict[] {
  const [only, ...others] = nameless
  if (only === undefined || others.length > 0 || open.length !== 1) return []
  return open.map(({ change }) => ({ at: change.id, outcome: only.outcome }))
}

/**
 * The documented answer of `batch/create` names its errors and not its results, so several can only be counted:
 * https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
 */
function countWritten(
  operation: WriteOperation,
  nameless: readonly Answered[],
): Pick<BulkAnswer, 'accepted'> {
  const ids = new Set(nameless.map(({ id }) => id))
  if (ids.size < 2 || ids.has(undefined)) return {}
  const outcome = (change: Change) => ok(change, effectOf(operation, undefined))
  return { accepted: { count: ids.size, outcome } }
}

function readError(operation: WriteOperation, value: Value): Answered {
  const error = readVendorError(value)
  return {
    traceIds: error.traceIds,
    names: error.ids,
    outcome: (change) => errorOutcome(operation, change, error),
  }
}

/** A result is named by its trace id, else by what its record was found by. */
function readResult(
  operation: WriteOperation,
  value: Value,
  first: BatchInput | undefined,
): Answered {
  const { id: recordId, new: isNew, objectWriteTraceId, properties } = jsonObject(value)
  const id = jsonText(recordId)
  const found = first?.idProperty ? jsonText(jsonObject(properties)[first.idProperty]) : id
  const traceIds = textsOf(objectWriteTraceId)
  const effect = effectOf(operation, typeof isNew === 'boolean' ? isNew : undefined)
  return {
    traceIds,
    names: traceIds.length > 0 ? [] : textsOf(found),
    id,
    outcome: (change) =>
      id === undefined && traceIds.length === 0 ? nothing(change) : ok(change, effect, id),
  }
}

const nothing = (change: Pick<Change, 'id'>) =>
  unknown(change, { message: 'HubSpot gave a result that says nothing.' })
