import { RevError, type BatchField, type ManifestObject } from '@revetl/sdk'
import type { ComparedField } from '../../verify/delivered-record.ts'
import { operationPlan, type PreparedSync } from '../prepare-sync.ts'

// What a lookup gives back stays in memory until it is compared.
const recordsMax = 500

/** How the records of a sync are read back. */
export interface ReadableSync {
  readonly prepared: PreparedSync
  readonly matchOn: readonly string[]
  readonly fields: readonly ComparedField[]
  /** Records of one lookup, at most. */
  readonly recordsMax: number
  /** How long a lookup may miss what was written. */
  readonly visibleAfterMs: number
}

/**
 * How the records of a sync are read back.
 * @param sent the fields that it delivers
 * @throws `REV_CONFIG_MODE` where they cannot be
 */
export function readableSync(prepared: PreparedSync, sent: readonly BatchField[]): ReadableSync {
  const { sync, object, operations } = prepared
  if (!object.hasLookup) {
    const { packageName } = sync.destination.connector
    throw notReadable(prepared, `${packageName} has no lookup for ${sync.object}`)
  }
  const name = operations.added ?? operations.changed
  const operation = name && operationPlan(prepared, name)
  if (operation === undefined || operation.matchOn.length === 0) {
    throw notReadable(prepared, `nothing finds a record again in mode ${sync.mode}`)
  }
  return {
    prepared,
    matchOn: operation.matchOn,
    fields: comparedFields(prepared, sent, operation.matchOn),
    recordsMax: Math.min(operation.limits.recordsMax, recordsMax),
    visibleAfterMs: operation.visibleAfterMs,
  }
}

/**
 * Fields that the destination has as they were delivered, where nobody changed them: a field with a write rule, and
 * every field of a record that is only created, may have been left as it was there.
 */
function comparedFields(
  { sync, object, fields }: PreparedSync,
  sent: readonly BatchField[],
  matchOn: readonly string[],
): readonly ComparedField[] {
  const types = new Map(sent.map(({ name, type }) => [name, type]))
  return fields.flatMap(({ field, write, nulls }) => {
    const isKept = write === 'always' && sync.mode !== 'create'
    const type = types.get(field)
    if (type === undefined || !(isKept || matchOn.includes(field))) return []
    return [
      { name: field, type, omitsNulls: nulls === 'omit', isMasked: isPersonal(object, field) },
    ]
  })
}

function isPersonal({ fields }: ManifestObject, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.pii !== undefined
}

function notReadable({ sync }: PreparedSync, why: string): RevError {
  return new RevError('REV_CONFIG_MODE', `Failed to read back ${sync.name}: ${why}.`, {
    place: sync.placeOf('object'),
    hint: 'Look at the destination itself, and leave the sync out; `verify: false` turns the check of its runs off.',
  })
}
