import { isRevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { idempotencyKeyOf, sendBatch } from './attempt.ts'
import { BatchLog } from './batch-log.ts'
import { Batcher, type Work } from './batcher.ts'
import type { DeliveryOptions, DeliveryResult } from './delivery-options.ts'
import { DeliveryState } from './delivery-state.ts'
import type { Judgement } from './judge-answer.ts'
import { Repeats } from './repeats.ts'
import type { RepeatedWork } from './retry-queue.ts'
import type { Settled } from './settle-outcomes.ts'
import { cancelledError, journalError } from './stop-errors.ts'

// How long requests under way may still take after the run was told to stop.
const graceMs = 3000

/** Sends changes in order of their operations, many batches at once, and settles each record by its own outcome. */
export async function deliver(
  options: DeliveryOptions,
  rows: AsyncIterable<readonly ChangeRow[]>,
  replays: readonly RepeatedWork[] = [],
): Promise<DeliveryResult> {
  return new Delivery(options, rows, replays).run()
}

const neverSent = {
  wasSent: false,
  isAmbiguous: false,
  isInDoubt: false,
  isUnderWay: false,
  visibleAtMs: 0,
}

/** Whether the destination still works on a whole batch; an attempt that came to nothing says nothing of that. */
function isUnderWay(work: RepeatedWork, outcomes: Judgement['outcomes']): boolean {
  return work.rows.every(({ id }) => {
    const outcome = outcomes.get(id)
    if (outcome?.status === 'unknown') return outcome.isUnderWay === true
    return work.isUnderWay && outcome?.status === 'retry'
  })
}

class Delivery {
  readonly #options: DeliveryOptions
  readonly #batcher: Batcher
  readonly #state: DeliveryState
  readonly #log: BatchLog
  readonly #repeats: Repeats
  readonly #calls = new AbortController()
  #inFlight = 0
  #sent = 0
  #fresh: Work | undefined
  #isDrained = false
  #operation: Work['operation'] | undefined
  #hasHappened = false
  #resume: () => void = () => undefined

  constructor(
    options: DeliveryOptions,
    rows: AsyncIterable<readonly ChangeRow[]>,
    replays: readonly RepeatedWork[],
  ) {
    this.#options = options
    this.#batcher = new Batcher(rows, options.operationOf)
    this.#state = new DeliveryState(options, () => this.#wake())
    this.#log = new BatchLog(options, this.#state)
    const { signal } = this.#calls
    this.#repeats = new Repeats({ delivery: options, state: this.#state, log: this.#log, signal })
    for (const replay of replays) this.#repeats.queue.add(replay, 0)
  }

  async run(): Promise<DeliveryResult> {
    const { signal } = this.#options
    const onAbort = () => this.#abort()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    try {
      while (await this.#step()) await this.#untilSomethingHappens()
    } catch (error) {
      // The changes cannot be read on. What is under way is answered first, while somebody can remember it.
      this.#state.halt(journalError(error))
      await this.#drain()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#calls.abort()
      await this.#batcher.close()
    }
    return this.#result()
  }

  #result(): DeliveryResult {
    const { tally, accepted, stop, leftBecause, retryAfterMs, unresolved } = this.#state
    const { queue } = this.#repeats
    const fresh = this.#fresh?.rows.length ?? 0
    const unread = this.#options.rowsPlanned - this.#batcher.rowsTaken
    return {
      ...tally,
      accepted,
      pending: tally.pending + queue.rows + fresh + unread,
      sent: this.#sent,
      batches: this.#log.batches,
      stop,
      leftBecause,
      retryAfterMs,
      unresolved: unresolved + queue.unresolvedRows,
    }
  }

  /** Starts what can be started. @returns whether there is anything to wait for. */
  async #step(): Promise<boolean> {
    this.#hasHappened = false
    const { queue } = this.#repeats
    while (this.#mayStart()) {
      const repeated = queue.take(this.#now())
      const work = repeated ?? (await this.#nextFresh())
      if (!work) break
      // The run may have been stopped, or asked to wait, while the changes were read.
      if (!repeated && !this.#mayStart()) {
        this.#fresh = work
        break
      }
      this.#start(repeated ?? { ...work, ...neverSent })
    }
    if (this.#state.stop !== undefined) return this.#inFlight > 0
    return this.#inFlight > 0 || queue.size > 0 || !this.#isDrained
  }

  #start(work: RepeatedWork): void {
    this.#inFlight++
    this.#operation = work.operation
    void this.#attempt(work)
      .catch((error: unknown) => this.#state.forsake(work.rows.length, error))
      .finally(() => {
        this.#inFlight--
        this.#wake()
      })
  }

  #mayStart(): boolean {
    const { stop, pausedUntilMs } = this.#state
    return stop === undefined && this.#hasSlot() && this.#now() >= pausedUntilMs
  }

  #hasSlot(): boolean {
    const { inFlightMax } = this.#options
    const operationMax = this.#operation?.inFlightMax ?? inFlightMax
    return this.#inFlight < Math.min(inFlightMax, operationMax)
  }

  /** The next batch of the plan; another operation starts only when the one before it is done. */
  async #nextFresh(): Promise<Work | undefined> {
    this.#fresh ??= this.#isDrained ? undefined : await this.#batcher.next()
    if (this.#fresh === undefined) {
      this.#isDrained = true
      return undefined
    }
    const isOther = this.#operation !== undefined && this.#operation !== this.#fresh.operation
    if (isOther && (this.#inFlight > 0 || this.#repeats.queue.size > 0)) return undefined
    const work = this.#fresh
    this.#fresh = undefined
    return work
  }

  async #attempt(repeated: RepeatedWork): Promise<void> {
    const unknown = await this.#repeats.withoutKnown(repeated)
    if (unknown === undefined) return
    const idempotencyKey = unknown.idempotencyKey ?? idempotencyKeyOf(this.#options.run, unknown)
    const work = { ...unknown, idempotencyKey }
    const batch = await this.#log.intend(work)
    if (batch === undefined) return
    const { signal } = this.#calls
    const { judgement, ...attempt } = await sendBatch(this.#options, work, idempotencyKey, signal)
    if (attempt.hasSent && !work.wasSent) this.#sent += work.rows.length
    const tried = {
      ...work,
      wasSent: attempt.hasSent || work.wasSent,
      isInDoubt: attempt.isInDoubt || work.isInDoubt,
      isUnderWay: isUnderWay(work, judgement.outcomes),
    }
    const settled = await this.#log.settle(batch, tried, judgement.outcomes)
    if (settled !== undefined) await this.#goOn(tried, judgement, settled)
  }

  async #goOn(work: RepeatedWork, judgement: Judgement, settled: Settled): Promise<void> {
    this.#state.watchProgress(settled, judgement)
    if (judgement.stop) this.#state.halt(judgement.stop)
    if (judgement.split) {
      if (judgement.split === 'too-large') this.#batcher.learnTooLarge(work.rows)
      this.#repeats.split(work, work.rows)
      return
    }
    this.#repeats.again(work, settled.again)
    if (settled.ambiguous.length > 0) {
      await this.#repeats.ambiguous(work, settled.ambiguous, judgement.outcomes)
    }
    this.#state.checkRejects()
  }

  #abort(): void {
    const { clock, signal } = this.#options
    this.#state.halt(isRevError(signal.reason) ? signal.reason : cancelledError())
    void clock
      .sleep(graceMs, this.#calls.signal)
      .then(() => this.#calls.abort(signal.reason))
      .catch(() => 'the calls ended before their grace')
  }

  #now(): number {
    return this.#options.clock.monotonicMs()
  }

  #wake(): void {
    this.#hasHappened = true
    this.#resume()
  }

  async #drain(): Promise<void> {
    while (this.#inFlight > 0) {
      this.#hasHappened = false
      await this.#untilSomethingHappens()
    }
  }

  /** Waits for an answer, or for the time of a retry. */
  async #untilSomethingHappens(): Promise<void> {
    const timer = new AbortController()
    await new Promise<void>((resolve) => {
      this.#resume = resolve
      // An answer may have arrived since the last look.
      if (this.#hasHappened) return resolve()
      const dueMs = this.#dueMs()
      if (dueMs === undefined) return
      void this.#options.clock
        .sleep(Math.max(0, dueMs - this.#now()), timer.signal)
        .then(resolve)
        .catch(() => 'something else happened first')
    })
    timer.abort()
  }

  #dueMs(): number | undefined {
    const { stop, pausedUntilMs } = this.#state
    // While every slot is taken only an answer changes anything, whatever is due.
    if (stop !== undefined || !this.#hasSlot()) return undefined
    if (pausedUntilMs > this.#now() && !this.#isDrained) return pausedUntilMs
    const retryMs = this.#repeats.queue.nextDueMs
    return retryMs === undefined ? undefined : Math.max(retryMs, pausedUntilMs)
  }
}
