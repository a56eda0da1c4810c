import { errorMessage, isRevError, type Outcome, type RevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { idempotencyKeyOf, sendBatch, throttleMinMs } from './attempt.ts'
import { backoffMs } from './backoff.ts'
import { Batcher, type Work } from './batcher.ts'
import type { DeliveryOptions, DeliveryResult } from './delivery-options.ts'
import type { Judgement } from './judge-answer.ts'
import { reconcile } from './reconcile.ts'
import { isResolved, RetryQueue, type RepeatedWork } from './retry-queue.ts'
import { settleOutcomes, type Settled, type Tally } from './settle-outcomes.ts'
import {
  cancelledError,
  fruitlessError,
  journalError,
  leftError,
  parkedError,
  rejectsError,
} from './stop-errors.ts'

// Delivery.md, rule 4: at most three attempts at the same request.
const attemptsMax = 3
// How long requests under way may still take after the run was told to stop.
const graceMs = 3000
// So many attempts one after the other with nothing final mean that the destination is down, not that a record is bad.
const fruitlessMax = 25

/** Sends changes in order of their operations, many batches at once, and settles each record by its own outcome. */
export async function deliver(
  options: DeliveryOptions,
  rows: AsyncIterable<readonly ChangeRow[]>,
  replays: readonly RepeatedWork[] = [],
): Promise<DeliveryResult> {
  return new Delivery(options, rows, replays).run()
}

class Delivery {
  readonly #options: DeliveryOptions
  readonly #batcher: Batcher
  readonly #retries = new RetryQueue()
  readonly #tally: Tally = { ok: 0, rejected: 0, skipped: 0, pending: 0, held: 0 }
  readonly #calls = new AbortController()
  #inFlight = 0
  #batches: number
  #sent = 0
  #fruitless = 0
  #throttledMs = 0
  #pausedUntilMs = 0
  #fresh: Work | undefined
  #isDrained = false
  #operation: Work['operation'] | undefined
  #stop: RevError | undefined
  #leftBecause: RevError | undefined
  #retryAfterMs: number | undefined
  #unresolved = 0
  #hasHappened = false
  #resume: () => void = () => undefined

  constructor(
    options: DeliveryOptions,
    rows: AsyncIterable<readonly ChangeRow[]>,
    replays: readonly RepeatedWork[],
  ) {
    this.#options = options
    this.#batches = options.firstBatch
    this.#batcher = new Batcher(rows, options.operationOf)
    for (const replay of replays) this.#retries.add(replay, 0)
  }

  async run(): Promise<DeliveryResult> {
    const { signal, rowsPlanned } = this.#options
    const onAbort = () => this.#abort()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    try {
      while (await this.#step()) await this.#untilSomethingHappens()
    } catch (error) {
      // The changes cannot be read on. What is under way is answered first, while somebody can remember it.
      this.#halt(journalError(error))
      await this.#drain()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#calls.abort()
      await this.#batcher.close()
    }
    const fresh = this.#fresh?.rows.length ?? 0
    this.#tally.pending += this.#retries.rows + fresh + rowsPlanned - this.#batcher.rowsTaken
    return {
      ...this.#tally,
      sent: this.#sent,
      batches: this.#batches - this.#options.firstBatch,
      stop: this.#stop,
      leftBecause: this.#leftBecause,
      retryAfterMs: this.#retryAfterMs,
      unresolved: this.#unresolved + this.#retries.unresolvedRows,
    }
  }

  /** Starts what can be started. @returns whether there is anything to wait for. */
  async #step(): Promise<boolean> {
    this.#hasHappened = false
    while (this.#mayStart()) {
      const repeated = this.#retries.take(this.#now())
      const work = repeated ?? (await this.#nextFresh())
      if (!work) break
      // The run may have been stopped, or asked to wait, while the changes were read.
      if (!repeated && !this.#mayStart()) {
        this.#fresh = work
        break
      }
      this.#start(repeated ?? { ...work, wasSent: false, isAmbiguous: false })
    }
    if (this.#stop !== undefined) return this.#inFlight > 0
    return this.#inFlight > 0 || this.#retries.size > 0 || !this.#isDrained
  }

  #start(work: RepeatedWork): void {
    this.#inFlight++
    this.#operation = work.operation
    void this.#attempt(work)
      .catch((error: unknown) => this.#forsake(work.rows.length, error))
      .finally(() => {
        this.#inFlight--
        this.#wake()
      })
  }

  #mayStart(): boolean {
    return this.#stop === undefined && this.#hasSlot() && this.#now() >= this.#pausedUntilMs
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
    if (isOther && (this.#inFlight > 0 || this.#retries.size > 0)) return undefined
    const work = this.#fresh
    this.#fresh = undefined
    return work
  }

  async #attempt(repeated: RepeatedWork): Promise<void> {
    const { journal, run } = this.#options
    const work = await this.#withoutKnown(repeated)
    if (work === undefined) return
    const { operation, rows } = work
    const batch = this.#batches++
    const idempotencyKey = work.idempotencyKey ?? idempotencyKeyOf(run, work)
    const intent = this.#intent(batch, { ...work, idempotencyKey })
    if (!(await this.#keep(rows.length, () => journal.intend(intent)))) return
    const { judgement, hasSent } = await sendBatch(
      this.#options,
      work,
      idempotencyKey,
      this.#calls.signal,
    )
    if (hasSent && !work.wasSent) this.#sent += rows.length
    const settled = settleOutcomes(batch, operation, rows, judgement.outcomes)
    if (!(await this.#keep(rows.length, () => journal.settle(settled.settlement)))) return
    this.#count(settled)
    await this.#goOn(
      { ...work, idempotencyKey, wasSent: hasSent || work.wasSent },
      judgement,
      settled,
    )
  }

  async #goOn(work: RepeatedWork, judgement: Judgement, settled: Settled): Promise<void> {
    this.#watchProgress(settled, judgement)
    if (judgement.stop) this.#halt(judgement.stop)
    if (judgement.split) {
      if (judgement.split === 'too-large') {
        this.#batcher.learnTooLarge(
          work.rows.reduce((bytes, row) => bytes + Buffer.byteLength(row.json) + 1, 1),
        )
      }
      this.#split(work, work.rows)
      return
    }
    this.#repeatAgain(work, settled.again)
    if (settled.ambiguous.length > 0) {
      await this.#repeatAmbiguous(work, settled.ambiguous, judgement)
    }
    this.#checkRejects()
  }

  #repeatAgain(work: RepeatedWork, again: Settled['again']): void {
    if (again.length === 0) return
    const { patienceMs } = this.#options
    const rows = again.map(({ row }) => row)
    const scopes = new Set(again.map(({ outcome }) => outcome.scope))
    const afterMs = Math.max(0, ...again.map(({ outcome }) => outcome.afterMs ?? 0))
    if (scopes.has('quota')) {
      // A throttle burns no attempt: the vendor asked to wait, it did not fail.
      const waitMs = Math.max(afterMs, throttleMinMs)
      this.#requeue(work, rows, waitMs)
      this.#pause(waitMs)
    } else if (work.attempt < attemptsMax && afterMs <= patienceMs) {
      const waitMs = Math.max(afterMs, this.#backoff(work))
      this.#requeue({ ...work, attempt: work.attempt + 1 }, rows, waitMs)
    } else {
      const [first] = again
      this.#leave(work, rows, first?.outcome)
      if (afterMs > patienceMs) this.#retryAfterMs = Math.max(this.#retryAfterMs ?? 0, afterMs)
      if (scopes.has('batch')) this.#halt(leftError(first?.outcome))
    }
  }

  /** Lets nothing start for a time; beyond the run's patience what is left is parked, not slept over. */
  #pause(waitMs: number): void {
    const { patienceMs } = this.#options
    const nowMs = this.#now()
    const untilMs = Math.max(this.#pausedUntilMs, nowMs + waitMs)
    this.#throttledMs += untilMs - Math.max(nowMs, this.#pausedUntilMs)
    this.#pausedUntilMs = untilMs
    if (waitMs <= patienceMs && this.#throttledMs <= patienceMs) return
    this.#retryAfterMs = Math.max(this.#retryAfterMs ?? 0, waitMs)
    this.#halt(parkedError(waitMs))
  }

  async #repeatAmbiguous(
    work: RepeatedWork,
    ambiguous: readonly ChangeRow[],
    { outcomes }: Judgement,
  ): Promise<void> {
    const { operation } = work
    const rows =
      operation.onAmbiguous === 'reconcile' ? await this.#reconcile(work, ambiguous) : ambiguous
    if (rows.length === 0) return
    const again = { ...work, attempt: work.attempt + 1 }
    if (operation.resend === 'key') {
      // The key covers exactly this content: halves would be new requests to the vendor.
      if (rows.length < work.rows.length || work.attempt >= attemptsMax)
        await this.#hold(work, rows)
      else this.#requeue({ ...again, isAmbiguous: true }, rows, this.#backoff(work))
    } else if (rows.length > 1) this.#split(work, rows)
    else if (work.attempt < attemptsMax) this.#requeue(again, rows, this.#backoff(work))
    else this.#leave(work, rows, outcomes.get(String(rows[0]?.seq)))
  }

  /** Leaves records to the next run after their last attempt. */
  #leave(work: RepeatedWork, rows: readonly ChangeRow[], outcome: Outcome | undefined): void {
    this.#tally.pending += rows.length
    if (!isResolved({ ...work, rows })) this.#unresolved += rows.length
    this.#leftBecause ??= leftError(outcome)
  }

  /** What of a repeated batch has to be sent: an ambiguous one is looked for first, where the operation says so. */
  async #withoutKnown(work: RepeatedWork): Promise<RepeatedWork | undefined> {
    if (!work.isAmbiguous || work.operation.onAmbiguous !== 'reconcile') return work
    const rows = await this.#reconcile(work, work.rows)
    return rows.length === 0 ? undefined : { ...work, rows, isAmbiguous: false }
  }

  /** Settles what the destination can tell. @returns what may be sent again. */
  async #reconcile(work: RepeatedWork, rows: readonly ChangeRow[]): Promise<readonly ChangeRow[]> {
    const scope = { run: this.#options.run, signal: this.#calls.signal, isResendable: true }
    let known: ReadonlyMap<string, Outcome>
    try {
      known = await reconcile(this.#options, work.operation, rows, scope)
    } catch (error) {
      this.#options.log.warn(`Could not read records back: ${errorMessage(error)}`)
      await this.#hold(work, rows)
      return []
    }
    const isKnown = ({ seq }: ChangeRow) => known.has(String(seq))
    await this.#settle(work, rows.filter(isKnown), known)
    return rows.filter((row) => !isKnown(row))
  }

  async #hold(work: RepeatedWork, rows: readonly ChangeRow[]): Promise<void> {
    const operation = { ...work.operation, onAmbiguous: 'hold' as const }
    const code = 'REV_OUTCOME_UNKNOWN'
    const outcomes = rows.map(({ seq: id }): [string, Outcome] => [
      String(id),
      { id: String(id), status: 'unknown', code },
    ])
    await this.#settle({ ...work, operation }, rows, new Map(outcomes))
  }

  /** Records outcomes that no request of their own brought. */
  async #settle(
    work: RepeatedWork,
    rows: readonly ChangeRow[],
    outcomes: ReadonlyMap<string, Outcome>,
  ): Promise<void> {
    if (rows.length === 0) return
    const { journal } = this.#options
    const batch = this.#batches++
    const settled = settleOutcomes(batch, work.operation, rows, outcomes)
    const intent = this.#intent(batch, { ...work, rows })
    const write = () => Promise.all([journal.intend(intent), journal.settle(settled.settlement)])
    if (await this.#keep(rows.length, write)) this.#count(settled)
  }

  #intent(batch: number, { operation, rows, attempt, idempotencyKey = '' }: Work) {
    const seqs = rows.map(({ seq }) => seq)
    return { batch, operation: operation.name, seqs, attempt, idempotencyKey }
  }

  /** Makes something durable. Where that fails nothing more may be sent, since nothing more can be remembered. */
  async #keep(records: number, write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write()
      return true
    } catch (error) {
      this.#forsake(records, error)
      return false
    }
  }

  #forsake(records: number, error: unknown): void {
    this.#tally.pending += records
    this.#unresolved += records
    this.#halt(journalError(error))
  }

  /** Invariant: a record counts only once its settlement is durable. */
  #count({ counts }: Settled): void {
    for (const name of ['ok', 'rejected', 'skipped', 'held'] as const) {
      this.#tally[name] += counts[name]
    }
    this.#options.onTally?.(this.#tally)
  }

  #split(work: RepeatedWork, rows: readonly ChangeRow[]): void {
    const middle = Math.ceil(rows.length / 2)
    for (const half of [rows.slice(0, middle), rows.slice(middle)]) {
      if (half.length > 0) this.#requeue(work, half, 0)
    }
  }

  /** Lets a batch, or a part of it, wait for its next turn. Another content is another request, with another key. */
  #requeue(work: RepeatedWork, rows: readonly ChangeRow[], waitMs: number): void {
    const isSame = rows.length === work.rows.length
    const again = isSame ? work : { ...work, idempotencyKey: undefined, isAmbiguous: false }
    this.#retries.add({ ...again, rows }, this.#now() + waitMs)
  }

  #backoff(work: Work): number {
    return backoffMs(work.attempt, this.#options.random())
  }

  #watchProgress({ settlement, again }: Settled, judgement: Judgement): void {
    // Refusals and throttles are answers of a destination that is there.
    if (judgement.stop || judgement.split) return
    if (again.some(({ outcome }) => outcome.scope === 'quota')) return
    const isFruitful = settlement.delivered.length + settlement.rejects.length > 0
    this.#fruitless = isFruitful ? 0 : this.#fruitless + 1
    if (isFruitful) this.#throttledMs = 0
    if (this.#fruitless < fruitlessMax) return
    const [outcome] = judgement.outcomes.values()
    this.#halt(fruitlessError(fruitlessMax, outcome))
  }

  #checkRejects(): void {
    const { rejectsMin, rejectsPercentMax } = this.#options.guard
    const { ok, rejected } = this.#tally
    const answers = ok + rejected
    if (answers < rejectsMin || rejected * 100 <= answers * rejectsPercentMax) return
    this.#halt(rejectsError(rejected, answers, rejectsPercentMax))
  }

  #abort(): void {
    const { clock, signal } = this.#options
    this.#halt(isRevError(signal.reason) ? signal.reason : cancelledError())
    void clock
      .sleep(graceMs, this.#calls.signal)
      .then(() => this.#calls.abort(signal.reason))
      .catch(() => 'the calls ended before their grace')
  }

  #halt(error: RevError): void {
    this.#stop ??= error
    this.#wake()
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
    // While every slot is taken only an answer changes anything, whatever is due.
    if (this.#stop !== undefined || !this.#hasSlot()) return undefined
    const pausedMs = this.#pausedUntilMs
    if (pausedMs > this.#now() && !this.#isDrained) return pausedMs
    const retryMs = this.#retries.nextDueMs
    return retryMs === undefined ? undefined : Math.max(retryMs, pausedMs)
  }
}
