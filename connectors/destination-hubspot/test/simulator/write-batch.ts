import type { HandlerTools, Reply } from '@revetl/testkit/simulator'
import { batchReply, showRecord, type BatchInput, type WrittenRecord } from './batch-body.ts'
import { checkProperties } from './check-properties.ts'
import type { CrmRecord, CrmStore } from './crm-store.ts'
import { recordError, refusal, type ErrorDetail, type RecordError } from './errors.ts'

/** Which of the write end points is called. */
export type WriteKind = 'upsert' | 'create' | 'update'

/** One call of a write end point. */
export interface WriteCall {
  readonly kind: WriteKind
  readonly type: string
  readonly inputs: readonly BatchInput[]
  /** Whether results carry the trace id; the documented example of a 207 has none. */
  readonly echoesTraceIds: boolean
}

interface Step {
  readonly input: BatchInput
  readonly existing: CrmRecord | undefined
  readonly values: Record<string, string>
}

/** Writes a batch as the object APIs do. */
export function writeBatch(store: CrmStore, call: WriteCall, tools: HandlerTools): Reply {
  const steps = call.inputs.map((input) => toStep(store, call, input))
  const refused = refuseBatch(store, call, steps)
  if (refused) return refused
  const errors: RecordError[] = []
  const written: WrittenRecord[] = []
  for (const step of steps) {
    const error = findError(store, call, step)
    if (error) errors.push(error)
    else written.push(applyStep(store, call, step, tools))
  }
  const results = written.map((one) => showWritten(one, call))
  return batchReply(call.kind === 'create' ? 201 : 200, results, errors)
}

function toStep(store: CrmStore, { kind, type }: WriteCall, input: BatchInput): Step {
  const { id, idProperty, properties } = input
  const isByProperty = idProperty !== undefined && idProperty !== 'hs_object_id'
  return {
    input,
    existing: kind === 'create' ? undefined : store.find(type, idProperty, id),
    values: kind === 'upsert' && isByProperty ? { [idProperty]: id, ...properties } : properties,
  }
}

/** What ends the whole request with nothing written. */
function refuseBatch(store: CrmStore, call: WriteCall, steps: readonly Step[]): Reply | undefined {
  for (const { input } of steps) {
    const { idProperty } = input
    if (idProperty === undefined || idProperty === 'hs_object_id') continue
    // "To update contacts in batches, you must use the contacts' Record ID values":
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (read 2026-11-22)
    const isUsable = call.kind === 'upsert' || idProperty !== 'email'
    if (isUsable && store.isUnique(call.type, idProperty)) continue
    const message = `Unable to perform update/upsert by non-unique ${call.type} property ${idProperty}`
    return refusal(400, 'VALIDATION_ERROR', message)
  }
  return refuseInvalid(store, call, steps) ?? refuseConflict(store, call, steps)
}

// Partial results are for requests whose inputs all have their own trace id:
// https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
function isTraced(inputs: readonly BatchInput[]): boolean {
  const ids = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId))
  return ids.size === inputs.length && !ids.has(undefined)
}

function refuseInvalid(
  store: CrmStore,
  call: WriteCall,
  steps: readonly Step[],
): Reply | undefined {
  if (isTraced(call.inputs)) return undefined
  const errors = steps.flatMap((step) => findInvalid(store, call, step))
  if (errors.length === 0) return undefined
  return refusal(400, 'VALIDATION_ERROR', invalidMessage(errors), { errors })
}

// A conflict ends the whole upsert, traced or not, seen in the field:
// https://github.com/airbytehq/airbyte/pull/76340 (read 2026-11-22)
function refuseConflict(
  store: CrmStore,
  call: WriteCall,
  steps: readonly Step[],
): Reply | undefined {
  if (call.kind === 'create' && isTraced(call.inputs)) return undefined
  const claimed = new Set<string>()
  for (const { values, existing } of steps) {
    const holder = store.findConflict(call.type, values, existing)
    if (holder) return refusal(409, 'CONFLICT', conflictMessage(call.type, holder.id))
    for (const [name, value] of Object.entries(values)) {
      if (value === '' || !store.isUnique(call.type, name)) continue
      const claim = JSON.stringify([name, value.toLowerCase()])
      if (claimed.has(claim)) return refusal(409, 'CONFLICT', conflictMessage(call.type, 'unknown'))
      claimed.add(claim)
    }
  }
  return undefined
}

function findError(store: CrmStore, call: WriteCall, step: Step): RecordError | undefined {
  const { kind, type } = call
  const { input, existing, values } = step
  const isLost = kind !== 'create' && !existing && (kind === 'update' || !input.idProperty)
  if (isLost) {
    const message = `Could not get some ${type} objects, they may be deleted or not exist. Check that ids are valid.`
    return recordError('OBJECT_NOT_FOUND', message, { ids: [input.id] })
  }
  const trace = { objectWriteTraceId: [input.objectWriteTraceId ?? ''] }
  const invalid = findInvalid(store, call, step)
  if (invalid.length > 0) {
    return recordError('VALIDATION_ERROR', invalidMessage(invalid), trace, invalid)
  }
  const holder = kind === 'create' ? store.findConflict(type, values) : undefined
  if (!holder) return undefined
  const context = { ...trace, existingId: [holder.id] }
  return recordError('CONFLICT', conflictMessage(type, holder.id), context)
}

function findInvalid(
  store: CrmStore,
  { type }: WriteCall,
  { values, existing }: Step,
): ErrorDetail[] {
  const invalid = checkProperties(store.properties(type) ?? [], values)
  if (existing) return invalid
  const missing = (store.custom(type)?.requiredProperties ?? []).filter((name) => !values[name])
  return [
    ...invalid,
    ...missing.map((name) => ({
      code: 'REQUIRED_PROPERTY_MISSING',
      message: `Required property "${name}" was not set`,
      context: { propertyName: [name] },
    })),
  ]
}

function applyStep(
  store: CrmStore,
  { kind, type }: WriteCall,
  { input, existing, values }: Step,
  { accept, nowMs }: HandlerTools,
): WrittenRecord {
  if (existing) store.update(type, existing, values, nowMs)
  const record = existing ?? store.insert(type, values, nowMs)
  accept({ object: type, operation: kind, key: record.id, payload: values })
  return { record, input, isNew: existing === undefined }
}

function showWritten({ record, input, isNew }: WrittenRecord, call: WriteCall): unknown {
  const { objectWriteTraceId } = input
  return {
    ...showRecord(record),
    ...(call.kind === 'upsert' ? { new: isNew } : {}),
    ...(call.echoesTraceIds && objectWriteTraceId !== undefined ? { objectWriteTraceId } : {}),
  }
}

const invalidMessage = (errors: readonly ErrorDetail[]): string =>
  `Property values were not valid: ${JSON.stringify(
    errors.map(({ message, code, context }) => ({
      isValid: false,
      message,
      error: code,
      name: context?.['propertyName']?.[0],
    })),
  )}`

const conflictMessage = (type: string, id: string): string =>
  type === 'contacts'
    ? `Contact already exists. Existing ID: ${id}`
    : `An object with this unique value already exists. Existing ID: ${id}`
