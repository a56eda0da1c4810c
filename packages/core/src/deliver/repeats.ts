import { errorMessage, type Outcome } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { throttleMinMs } from './attempt.ts'
import { backoffMs } from './backoff.ts'
import type { BatchLog } from './batch-log.ts'
import type { Work } from './batcher.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import type { DeliveryState } from './delivery-state.ts'
import { reconcile } from './reconcile.ts'
import { RetryQueue, type RepeatedWork } from './retry-queue.ts'
import type { Settled } from './settle-outcomes.ts'
import { leftError } from './stop-errors.ts'

// Delivery.md, rule 4: at most three attempts at the same request.
const attemptsMax = 3

interface RepeatsOptions {
  readonly delivery: DeliveryOptions
  readonly state: DeliveryState
  readonly log: BatchLog
  /** Ends what is still under way when the delivery does. */
  readonly signal: AbortSignal
}

/** What is sent again, when, and in which pieces; and what of it is not. */
export class Repeats {
  readonly queue = new RetryQueue()
  readonly #options: RepeatsOptions

  constructor(options: RepeatsOptions) {
    this.#options = options
  }

  /** Records that were certainly not applied. */
  again(work: RepeatedWork, again: Settled['again']): void {
    if (again.length === 0) return
    const { state, delivery } = this.#options
    const rows = again.map(({ row }) => row)
    const scopes = new Set(again.map(({ outcome }) => outcome.scope))
    const afterMs = Math.max(0, ...again.map(({ outcome }) => outcome.afterMs ?? 0))
    if (scopes.has('quota')) {
      // A throttle burns no attempt: the vendor asked to wait, it did not fail.
      const waitMs = Math.max(afterMs, throttleMinMs)
      this.#requeue(work, rows, waitMs)
      state.pause(waitMs)
    } else if (work.attempt < attemptsMax && afterMs <= delivery.patienceMs) {
      const waitMs = Math.max(afterMs, this.#backoff(work))
      this.#requeue({ ...work, attempt: work.attempt + 1 }, rows, waitMs)
    } else {
      const [first] = again
      state.leave(work, rows, first?.outcome, afterMs)
      if (scopes.has('batch')) state.halt(leftError(first?.outcome))
    }
  }

  /** Records of which nobody knows what became. */
  async ambiguous(
    work: RepeatedWork,
    ambiguous: readonly ChangeRow[],
    outcomes: ReadonlyMap<string, Outcome>,
  ): Promise<void> {
    const { operation } = work
    if (work.isUnderWay) return this.#askAgain(work, outcomes)
    const sent = { ...work, visibleAtMs: this.#nowMs() + operation.visibleAfterMs }
    const rows =
      operation.onAmbiguous === 'reconcile' ? await this.#reconcile(sent, ambiguous) : ambiguous
    if (rows.length === 0) return
    if (operation.onAmbiguous === 'reconcile' && this.#isHidden(sent)) {
      return this.#lookLater(sent, rows)
    }
    const doubtful = { ...work, isInDoubt: operation.onAmbiguous !== 'reconcile' }
    const again = { ...doubtful, attempt: work.attempt + 1 }
    if (operation.resend === 'key') {
      // The key covers exactly this content: halves would be new requests to the vendor.
      if (rows.length < work.rows.length || work.attempt >= attemptsMax)
        await this.#hold(work, rows)
      else this.#requeue({ ...again, isAmbiguous: true }, rows, this.#backoff(work))
    } else if (rows.length > 1) this.split(doubtful, rows)
    else if (work.attempt < attemptsMax) this.#requeue(again, rows, this.#backoff(work))
    else this.#options.state.leave(work, rows, outcomes.get(rows[0]?.id ?? ''))
  }

  /** A batch that the destination still works on goes out as it is, or waits for the next run: parts would start anew. */
  #askAgain(work: RepeatedWork, outcomes: ReadonlyMap<string, Outcome>): void {
    const { rows, attempt } = work
    const doubtful = { ...work, isAmbiguous: true, isInDoubt: true }
    if (attempt >= attemptsMax)
      this.#options.state.leave(doubtful, rows, outcomes.get(rows[0]?.id ?? ''))
    else this.#requeue({ ...doubtful, attempt: attempt + 1 }, rows, this.#backoff(work))
  }

  /** Sends the halves of a batch, each for itself. */
  split(work: RepeatedWork, rows: readonly ChangeRow[]): void {
    for (const half of halvesOf(rows)) if (half.length > 0) this.#requeue(work, half, 0)
  }

  /** What of a repeated batch has to be sent: an ambiguous one is looked for first, where the operation says so. */
  async withoutKnown(work: RepeatedWork): Promise<RepeatedWork | undefined> {
    const isToBeFound = work.isAmbiguous && !work.isUnderWay
    if (!isToBeFound || work.operation.onAmbiguous !== 'reconcile') return work
    const rows = await this.#reconcile(work, work.rows)
    if (rows.length === 0) return undefined
    // A vendor that honours the key takes it for exactly what was sent under it.
    const isOther = work.operation.resend === 'key' && rows.length < work.rows.length
    const idempotencyKey = isOther ? undefined : work.idempotencyKey
    const missing = { ...work, rows, idempotencyKey, isAmbiguous: false, isInDoubt: false }
    if (this.#isHidden(work)) this.#queueLook(work, rows)
    else if (work.attempt <= attemptsMax) return missing
    else this.#options.state.leave(missing, rows, undefined)
    return undefined
  }

  /** Settles what the destination can tell. @returns what may be sent again. */
  async #reconcile(work: RepeatedWork, rows: readonly ChangeRow[]): Promise<readonly ChangeRow[]> {
    const { delivery, signal, log } = this.#options
    const scope = { run: delivery.run, signal, isResendable: true }
    let known: ReadonlyMap<string, Outcome>
    try {
      known = await reconcile(delivery, work.operation, rows, scope)
    } catch (error) {
      delivery.log.warn(`Could not read records back: ${errorMessage(error)}`)
      await this.#hold(work, rows)
      return []
    }
    const isKnown = ({ id }: ChangeRow) => known.has(id)
    await log.note(work, rows.filter(isKnown), known)
    return rows.filter((row) => !isKnown(row))
  }

  /** Whether a lookup may still miss what was sent. */
  #isHidden({ visibleAtMs }: RepeatedWork): boolean {
    return this.#nowMs() < visibleAtMs
  }

  /** That records are not found says nothing yet. Then they go out in halves, as any whose fate is unknown. */
  #lookLater(work: RepeatedWork, rows: readonly ChangeRow[]): void {
    const isHalved = rows.length > 1 && work.operation.resend !== 'key'
    const attempt = isHalved ? work.attempt : work.attempt + 1
    const parts = isHalved ? halvesOf(rows) : [rows]
    for (const part of parts) this.#queueLook({ ...work, attempt }, part)
  }

  /** Lets records be looked for once more when they would be found; the next run does where that is too far away. */
  #queueLook(work: RepeatedWork, rows: readonly ChangeRow[]): void {
    const { delivery, state } = this.#options
    const isSame = rows.length === work.rows.length
    const idempotencyKey = isSame ? work.idempotencyKey : undefined
    const later = { ...work, rows, idempotencyKey, isAmbiguous: true, isInDoubt: true }
    const waitMs = work.visibleAtMs - this.#nowMs()
    const isTooFar = delivery.mayPark && waitMs > delivery.patienceMs
    if (isTooFar) state.leave(later, rows, undefined, waitMs)
    else this.queue.add(later, work.visibleAtMs)
  }

  async #hold(work: RepeatedWork, rows: readonly ChangeRow[]): Promise<void> {
    const operation = { ...work.operation, onAmbiguous: 'hold' as const }
    const code = 'REV_OUTCOME_UNKNOWN'
    const outcomes = rows.map(({ id }): [string, Outcome] => [id, { id, status: 'unknown', code }])
    await this.#options.log.note({ ...work, operation }, rows, new Map(outcomes))
  }

  /** Lets a batch, or a part of it, wait for its next turn. Another content is another request, with another key. */
  #requeue(work: RepeatedWork, rows: readonly ChangeRow[], waitMs: number): void {
    const isSame = rows.length === work.rows.length
    const anew = { idempotencyKey: undefined, isAmbiguous: false, isUnderWay: false }
    const again = isSame ? work : { ...work, ...anew }
    this.queue.add({ ...again, rows }, this.#nowMs() + waitMs)
  }

  #nowMs(): number {
    return this.#options.delivery.clock.monotonicMs()
  }

  #backoff(work: Work): number {
    return backoffMs(work.attempt, this.#options.delivery.random())
  }
}

function halvesOf(rows: readonly ChangeRow[]): readonly (readonly ChangeRow[])[] {
  const middle = Math.ceil(rows.length / 2)
  return [rows.slice(0, middle), rows.slice(middle)]
}
