import { reply, type Reply } from '@revetl/testkit/simulator'
import { refusal, type RecordError } from './errors.ts'
import type { CrmRecord } from './crm-store.ts'

/** One input of a batch request. */
export interface BatchInput {
  readonly id: string
  readonly idProperty?: string
  readonly objectWriteTraceId?: string
  readonly properties: Record<string, string>
}

/** A record that was written, and for which input. */
export interface WrittenRecord {
  readonly record: CrmRecord
  readonly input: BatchInput
  readonly isNew: boolean
}

// https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (read 2026-11-22)
const inputsMax = 100

/** The inputs of a batch request, or the answer that ends it. */
export function readInputs(json: unknown, isFoundById: boolean): readonly BatchInput[] | Reply {
  const inputs = (json as { inputs?: unknown } | undefined)?.inputs
  if (json === undefined) return refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON')
  // A body without `inputs` is taken for an empty batch, seen in the field:
  // https://github.com/rudderlabs/rudder-transformer/pull/5167 (read 2026-11-22)
  if (!Array.isArray(inputs)) return batchReply(200, [], [])
  if (inputs.length > inputsMax) {
    return refusal(400, 'VALIDATION_ERROR', `The maximum number of inputs is ${inputsMax}`)
  }
  const list = inputs as BatchInput[]
  return (isFoundById ? refuseDuplicates(list) : undefined) ?? list
}

function refuseDuplicates(inputs: readonly BatchInput[]): Reply | undefined {
  const seen = new Set<string>()
  for (const { id, idProperty } of inputs) {
    const key = idProperty === 'email' ? id.toLowerCase() : id
    if (seen.has(key)) {
      const message = `Duplicate IDs found in batch input: [${id}]. IDs must be unique`
      return refusal(400, 'VALIDATION_ERROR', message, { context: { ids: [id] } })
    }
    seen.add(key)
  }
  return undefined
}

/** A batch answer: 207 where some record failed. */
export function batchReply(
  status: number,
  results: readonly unknown[],
  errors: readonly RecordError[],
): Reply {
  const now = new Date().toISOString()
  const body = { status: 'COMPLETE', results, startedAt: now, completedAt: now }
  if (errors.length === 0) return reply(status, body)
  return reply(207, { ...body, numErrors: errors.length, errors })
}

/** A record as batch answers show it. */
export function showRecord(record: CrmRecord, names?: readonly string[]): Record<string, unknown> {
  const { id, properties, createdAtMs, updatedAtMs } = record
  const shown = names && [...names, 'hs_object_id'].map((name) => [name, properties[name]])
  return {
    id,
    properties: shown ? Object.fromEntries(shown.filter(([, value]) => value)) : { ...properties },
    createdAt: new Date(createdAtMs).toISOString(),
    updatedAt: new Date(updatedAtMs).toISOString(),
    archived: false,
  }
}
