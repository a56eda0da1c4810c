import {
  ok,
  retry,
  skipped,
  type Batch,
  type Change,
  type Effect,
  type Outcome,
  type Value,
  type VendorReason,
  vendorReason,
} from '@revetl/sdk'
import type { AnswerConfig, ListConfig } from '../config/answer.ts'
import { refusedOutcome } from './answer.ts'
import { entryMatcher } from './match-entries.ts'
import { reasonOf } from './reason.ts'
import { isAmong, textAt, valueAt } from './value-at.ts'

/** What the lists of an answer say, by change id, or why nothing in it can be believed. */
export type Verdicts =
  | { readonly byId: Map<string, Outcome>; readonly problem?: undefined }
  | { readonly problem: string }

/** Reads the lists of an answer. A no wins over a yes for the same record. */
export function readLists(
  value: Value,
  answer: AnswerConfig,
  batch: Batch,
  effect: Effect,
): Verdicts {
  const byId = new Map<string, Outcome>()
  const { results, errors } = answer
  if (results !== undefined) {
    const problem = readList(value, results, batch, (change, entry) =>
      settle(byId, resultOutcome(change, entry, results, effect)),
    )
    if (problem !== undefined) return { problem }
  }
  if (errors !== undefined) {
    // An API that has no error to tell may leave its list out.
    const isAbsent = valueAt(value, errors.path) === undefined
    const problem = isAbsent
      ? undefined
      : readList(value, errors, batch, (change, entry) =>
          settle(byId, refusedOutcome(change, reasonOf(entry, errors, usualReason(entry)))),
        )
    if (problem !== undefined) return { problem }
  }
  return { byId }
}

function readList(
  value: Value,
  list: Pick<ListConfig, 'path' | 'match'>,
  batch: Batch,
  take: (change: Change, entry: Value) => void,
): string | undefined {
  const name = list.path.join('.')
  const entries = valueAt(value, list.path)
  if (!Array.isArray(entries)) return `The answer has no list ${JSON.stringify(name)}.`
  if (list.match.by === 'position' && entries.length !== batch.changes.length) {
    return `The answer has ${entries.length} entries for ${batch.changes.length} records.`
  }
  const matcher = entryMatcher(list.match, batch)
  for (const [position, entry] of (entries as readonly Value[]).entries()) {
    const change = matcher(entry, position)
    if (change === undefined)
      return `Entry ${position} of ${JSON.stringify(name)} is about no record of the batch.`
    take(change, entry)
  }
  return undefined
}

function resultOutcome(
  change: Change,
  entry: Value,
  list: NonNullable<AnswerConfig['results']>,
  effect: Effect,
): Outcome {
  const { status, remoteId } = list
  const said = status === undefined ? undefined : valueAt(entry, status.path)
  if (status === undefined || isAmong(said, status.ok)) {
    return ok(change, effect, textAt(entry, remoteId))
  }
  if (isAmong(said, status.exists)) return skipped(change, 'exists')
  if (isAmong(said, status.noMatch)) return skipped(change, 'no-match')
  const reason = reasonOf(entry, list, usualReason(entry))
  if (isAmong(said, status.retry)) return retry(change, { message: reason.message })
  return refusedOutcome(change, reason)
}

const rank = { ok: 0, skipped: 1, retry: 2, unknown: 3, rejected: 4 } as const

function settle(byId: Map<string, Outcome>, outcome: Outcome): void {
  const earlier = byId.get(outcome.id)
  if (earlier === undefined || rank[outcome.status] > rank[earlier.status]) {
    byId.set(outcome.id, outcome)
  }
}

function usualReason(entry: Value): VendorReason {
  return vendorReason({ status: 200, bytes: Buffer.from(JSON.stringify(entry)) })
}
