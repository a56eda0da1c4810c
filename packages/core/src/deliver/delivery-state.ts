import type { Outcome, RevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import type { Judgement } from './judge-answer.ts'
import { isResolved, type RepeatedWork } from './retry-queue.ts'
import type { Settled, Tally } from './settle-outcomes.ts'
import {
  fruitlessError,
  journalError,
  leftError,
  parkedError,
  rejectsError,
} from './stop-errors.ts'

// So many attempts one after the other with nothing final mean that the destination is down, not that a record is bad.
const fruitlessMax = 25

type StateOptions = Pick<DeliveryOptions, 'clock' | 'patienceMs' | 'guard' | 'onTally'>

/** How far a delivery has come, and what keeps it from going on. */
export class DeliveryState {
  readonly tally: Tally = { ok: 0, rejected: 0, skipped: 0, pending: 0, held: 0 }
  #accepted = 0
  #refusedAgain = 0
  readonly #options: StateOptions
  readonly #onStop: () => void
  #stop: RevError | undefined
  #leftBecause: RevError | undefined
  #retryAfterMs: number | undefined
  #unresolved = 0
  #pausedUntilMs = 0
  #throttledMs = 0
  #fruitless = 0

  constructor(options: StateOptions, onStop: () => void) {
    this.#options = options
    this.#onStop = onStop
  }

  /** Why nothing more may start. */
  get stop(): RevError | undefined {
    return this.#stop
  }

  get leftBecause(): RevError | undefined {
    return this.#leftBecause
  }

  /** Of those that are ok: taken by the destination without a word about what becomes of them. */
  get accepted(): number {
    return this.#accepted
  }

  get retryAfterMs(): number | undefined {
    return this.#retryAfterMs
  }

  get unresolved(): number {
    return this.#unresolved
  }

  /** Until when nothing starts, by the monotonic clock. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs
  }

  halt(error: RevError): void {
    this.#stop ??= error
    this.#onStop()
  }

  /** Lets nothing start for a time; beyond the run's patience what is left is parked, not slept over. */
  pause(waitMs: number): void {
    const { patienceMs, clock } = this.#options
    const nowMs = clock.monotonicMs()
    const untilMs = Math.max(this.#pausedUntilMs, nowMs + waitMs)
    this.#throttledMs += untilMs - Math.max(nowMs, this.#pausedUntilMs)
    this.#pausedUntilMs = untilMs
    if (waitMs <= patienceMs && this.#throttledMs <= patienceMs) return
    this.#askLater(waitMs)
    this.halt(parkedError(waitMs))
  }

  /** Leaves records to the next run after their last attempt. */
  leave(
    work: RepeatedWork,
    rows: readonly ChangeRow[],
    outcome: Outcome | undefined,
    afterMs = 0,
  ): void {
    this.tally.pending += rows.length
    if (!isResolved({ ...work, rows })) this.#unresolved += rows.length
    this.#leftBecause ??= leftError(outcome)
    if (afterMs > this.#options.patienceMs) this.#askLater(afterMs)
  }

  /** Records about which nothing more can be remembered: then nothing more may be sent either. */
  forsake(records: number, error: unknown): void {
    this.tally.pending += records
    this.#unresolved += records
    this.halt(journalError(error))
  }

  /** Invariant: a record counts only once its settlement is durable. */
  count({
    counts,
    accepted,
    refusedAgain,
  }: Pick<Settled, 'counts' | 'accepted' | 'refusedAgain'>): void {
    this.#accepted += accepted
    this.#refusedAgain += refusedAgain
    for (const name of ['ok', 'rejected', 'skipped', 'held'] as const) {
      this.tally[name] += counts[name]
    }
    this.#options.onTally?.(this.tally)
  }

  /** Stops a delivery to a destination that seems to be down. */
  watchProgress({ settlement, again }: Settled, judgement: Judgement): void {
    // Refusals and throttles are answers of a destination that is there.
    if (judgement.stop || judgement.split) return
    if (again.some(({ outcome }) => outcome.scope === 'quota')) return
    const isFruitful = settlement.delivered.length + settlement.rejects.length > 0
    this.#fruitless = isFruitful ? 0 : this.#fruitless + 1
    if (isFruitful) this.#throttledMs = 0
    if (this.#fruitless < fruitlessMax) return
    const [outcome] = judgement.outcomes.values()
    this.halt(fruitlessError(fruitlessMax, outcome))
  }

  /** Stops a delivery of which too large a share is rejected; what had been before says nothing new. */
  checkRejects(): void {
    const { rejectsMin, rejectsPercentMax } = this.#options.guard
    const { ok } = this.tally
    const rejected = this.tally.rejected - this.#refusedAgain
    const answers = ok + rejected
    if (answers < rejectsMin || rejected * 100 <= answers * rejectsPercentMax) return
    this.halt(rejectsError(rejected, answers, rejectsPercentMax))
  }

  #askLater(afterMs: number): void {
    this.#retryAfterMs = Math.max(this.#retryAfterMs ?? 0, afterMs)
  }
}
