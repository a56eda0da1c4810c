import { splitIds } from '@revetl/sdk/protocol'

const texts = {
  id: 1024,
  status: 16,
  effect: 16,
  code: 64,
  field: 1024,
  vendorCode: 1024,
  reason: 16,
  scope: 16,
}
const remoteIdMax = 1024
const messageMax = 4096

/**
 * An outcome as it came from another process, with the parts that it may have and no more: long messages are cut, and
 * what is longer than it can be is left out, so that the outcome counts as malformed.
 */
export function cleanOutcome(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const given = value as Readonly<Record<string, unknown>>
  const outcome: Record<string, unknown> = {}
  for (const [name, charactersMax] of Object.entries(texts)) {
    const text = given[name]
    if (typeof text === 'string' && text.length <= charactersMax) outcome[name] = text
  }
  const { message, remoteId, afterMs, isUnderWay } = given
  if (typeof message === 'string') outcome['message'] = message.slice(0, messageMax)
  // An id that was cut would name another record.
  if (remoteId !== undefined) outcome['remoteId'] = isShort(remoteId) ? remoteId : false
  if (afterMs !== undefined) outcome['afterMs'] = afterMs
  if (isUnderWay !== undefined) outcome['isUnderWay'] = isUnderWay
  return outcome
}

/** Whom an outcome is about, where it is about several; at most so many. */
export function idsOf(outcome: unknown, idsMax: number): readonly string[] | undefined {
  if (typeof outcome !== 'object' || outcome === null || !('ids' in outcome)) return undefined
  return typeof outcome.ids === 'string' ? splitIds(outcome.ids, idsMax) : undefined
}

/** One outcome of several changes as an outcome of each of them. */
export function cleanOutcomes(outcome: unknown, ids: readonly string[]): unknown[] {
  const { id: _id, ...same } = cleanOutcome(outcome) as Readonly<Record<string, unknown>>
  return ids.map((id) => (id.length <= texts.id ? { id, ...same } : same))
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= remoteIdMax
}
