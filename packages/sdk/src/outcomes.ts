import type { ErrorCode } from './error-codes.ts'

/**
 * What a destination did with an accepted change. `written` where it does not tell; `accepted` where it took the change
 * and says nothing of what becomes of it: it only queues, or answers for a batch as a whole. The report of a run counts
 * those by themselves.
 */
export type Effect =
  | 'created'
  | 'updated'
  | 'deleted'
  | 'added'
  | 'removed'
  | 'unchanged'
  | 'written'
  | 'accepted'

/** The destination said yes to this change. */
export interface OkOutcome {
  readonly id: string
  readonly status: 'ok'
  readonly effect: Effect
  /** The destination's own id of the record. */
  readonly remoteId?: string
}

/** The destination will never take this change as it is. */
export interface RejectedOutcome {
  readonly id: string
  readonly status: 'rejected'
  readonly code: ErrorCode
  /** Why, in words for the owner of the data. */
  readonly message: string
  readonly field?: string
  readonly vendorCode?: string
}

/** The change was certainly not applied and can be sent again. */
export interface RetryOutcome {
  readonly id: string
  readonly status: 'retry'
  readonly code: ErrorCode
  readonly message?: string
  /** Wait at least this long, in milliseconds. */
  readonly afterMs?: number
  /** What the cause lies in: this record, the whole batch, or the quota. */
  readonly scope: 'record' | 'batch' | 'quota'
}

/** Nothing was done, and rightly so. */
export interface SkippedOutcome {
  readonly id: string
  readonly status: 'skipped'
  /** `no-match`: nothing to update · `exists`: already there · `unchanged`: same values. */
  readonly reason: 'no-match' | 'exists' | 'unchanged'
}

/** The change was sent and nobody knows whether it was applied. */
export interface UnknownOutcome {
  readonly id: string
  readonly status: 'unknown'
  readonly code: ErrorCode
  readonly message?: string
  /**
   * The destination still works on the batch, and the connector keeps what asks for the end of that: sent again as it is,
   * under the same idempotency key, the batch starts nothing anew.
   */
  readonly isUnderWay?: boolean
}

/** What became of one change. */
export type Outcome = OkOutcome | RejectedOutcome | RetryOutcome | SkippedOutcome | UnknownOutcome

interface WithId {
  readonly id: string
}

/** An `ok` outcome for a change. */
export function ok(change: WithId, effect: Effect = 'written', remoteId?: string): OkOutcome {
  const { id } = change
  return remoteId === undefined
    ? { id, status: 'ok', effect }
    : { id, status: 'ok', effect, remoteId }
}

/** A `rejected` outcome for a change. */
export function rejected(
  change: WithId,
  why: Omit<RejectedOutcome, 'id' | 'status' | 'code'> & { readonly code?: ErrorCode },
): RejectedOutcome {
  return { code: 'REV_RECORD_REJECTED', ...why, id: change.id, status: 'rejected' }
}

/** A `retry` outcome for a change; the scope is the record unless said. */
export function retry(
  change: WithId,
  why: Partial<Omit<RetryOutcome, 'id' | 'status'>> = {},
): RetryOutcome {
  return { code: 'REV_RECORD_TRANSIENT', scope: 'record', ...why, id: change.id, status: 'retry' }
}

/** A `skipped` outcome for a change. */
export function skipped(change: WithId, reason: SkippedOutcome['reason']): SkippedOutcome {
  return { id: change.id, status: 'skipped', reason }
}

/** An `unknown` outcome for a change. */
export function unknown(
  change: WithId,
  why: Partial<Omit<UnknownOutcome, 'id' | 'status'>> = {},
): UnknownOutcome {
  return { code: 'REV_OUTCOME_UNKNOWN', ...why, id: change.id, status: 'unknown' }
}
