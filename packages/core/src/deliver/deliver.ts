import { errorCodes, errorMessage, isRevError, RevError, type Outcome } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { idempotencyKeyOf, sendBatch } from './attempt.ts'
import { backoffMs } from './backoff.ts'
import { Batcher, type Work } from './batcher.ts'
import type { DeliveryOptions, DeliveryResult } from './delivery-options.ts'
import type { Judgement } from './judge-answer.ts'
import { reconcile } from './reconcile.ts'
import { RetryQueue, type RepeatedWork } from './retry-queue.ts'
import { settleOutcomes, type Settled, type Tally } from './settle-outcomes.ts'

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
  #pausedUntilMs = 0
  #fresh: Work | undefined
  #isDrained = false
  #operation: Work['operation'] | undefined
  #stop: RevError | undefined
  #leftBecause: RevError | undefined
  #retryAfterMs: number | undefined
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
    const { signal } = this.#options
    const onAbort = () => this.#abort()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    try {
      while (await this.#step()) await this.#untilSomethingHappens()
      this.#tally.pending += await this.#countRest()
    } finally {
      signal.removeEventListener('abort', onAbort)
      await this.#batcher.close()
    }
    return {
      ...this.#tally,
      sent: this.#sent,
      batches: this.#batches - this.#options.firstBatch,
      stop: this.#stop,
      leftBecause: this.#leftBecause,
      retryAfterMs: this.#retryAfterMs,
    }
  }

  /** Starts what can be started. @returns whether there is anything to wait for. */
  async #step(): Promise<boolean> {
    this.#hasHappened = false
    while (this.#mayStart()) {
      const work = this.#retries.take(this.#now()) ?? (await this.#nextFresh())
      if (!work) break
      this.#inFlight++
      void this.#attempt(work).finally(() => {
        this.#inFlight--
        this.#wake()
      })
    }
    if (this.#stop !== undefined) return this.#inFlight > 0
    return this.#inFlight > 0 || this.#retries.size > 0 || !this.#isDrained
  }

  #mayStart(): boolean {
    const { inFlightMax } = this.#options
    const operationMax = this.#operation?.inFlightMax ?? inFlightMax
    return (
      this.#stop === undefined &&
      this.#inFlight < Math.min(inFlightMax, operationMax) &&
      this.#now() >= this.#pausedUntilMs
    )
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
    this.#operation = work.operation
    return work
  }

  async #attempt(work: Work): Promise<void> {
    const { journal, run } = this.#options
    const batch = this.#batches++
    const idempotencyKey = work.idempotencyKey ?? idempotencyKeyOf(run.sync, work)
    try {
      await journal.intend({
        batch,
        operation: work.operation.name,
        seqs: work.rows.map(({ seq }) => seq),
        attempt: work.attempt,
        idempotencyKey,
      })
      const { judgement, hasSent } = await sendBatch(
        this.#options,
        work,
        idempotencyKey,
        this.#calls.signal,
      )
      const wasSent = 'wasSent' in work && work.wasSent === true
      if (hasSent && !wasSent) this.#sent += work.rows.length
      const { outcomes } = judgement
      const settled = settleOutcomes(batch, work.operation, work.rows, outcomes, this.#tally)
      await journal.settle(settled.settlement)
      await this.#goOn({ ...work, idempotencyKey, wasSent: hasSent || wasSent }, judgement, settled)
      this.#options.onTally?.(this.#tally)
    } catch (error) {
      // The ledger refused: nothing more may be sent, since nothing more can be remembered.
      this.#tally.pending += work.rows.length
      this.#halt(
        isRevError(error)
          ? error
          : new RevError('REV_INTERNAL', `Failed to settle a batch: ${errorMessage(error)}`, {
              cause: error,
            }),
      )
    }
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
    const { clock, random, patienceMs } = this.#options
    if (again.length === 0) return
    const rows = again.map(({ row }) => row)
    const scopes = new Set(again.map(({ outcome }) => outcome.scope))
    const afterMs = Math.max(0, ...again.map(({ outcome }) => outcome.afterMs ?? 0))
    const first = again[0]?.outcome
    if (scopes.has('quota')) {
      // A throttle burns no attempt: the vendor asked to wait, it did not fail.
      const waitMs = Math.max(afterMs, 1000)
      this.#requeue({ ...work, rows }, waitMs)
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, clock.monotonicMs() + waitMs)
      if (waitMs > patienceMs) {
        this.#retryAfterMs = waitMs
        this.#halt(
          new RevError(
            'REV_HTTP_THROTTLED',
            `The destination asks to wait ${Math.ceil(waitMs / 1000)} seconds.`,
            {
              hint: 'The rest stays pending; run again after that time.',
            },
          ),
        )
      }
      return
    }
    if (work.attempt < attemptsMax) {
      const waitMs = Math.max(afterMs, backoffMs(work.attempt, random()))
      this.#requeue({ ...work, rows, attempt: work.attempt + 1 }, waitMs)
      return
    }
    this.#leave(rows.length, first)
    if (scopes.has('batch')) {
      this.#halt(
        new RevError(
          first?.code ?? 'REV_HTTP_UNAVAILABLE',
          first?.message ?? 'The destination does not take requests.',
          {
            hint: 'The rest stays pending and is sent by the next run.',
          },
        ),
      )
    }
  }

  async #repeatAmbiguous(
    work: RepeatedWork,
    rows: readonly ChangeRow[],
    { outcomes }: Judgement,
  ): Promise<void> {
    const { operation } = work
    const rest = operation.onAmbiguous === 'reconcile' ? await this.#reconcile(work, rows) : rows
    if (rest.length === 0) return
    const isWhole = rest.length === work.rows.length
    if (operation.resend === 'key') {
      // The key covers exactly this content: halves would be new requests to the vendor.
      if (isWhole && work.attempt < attemptsMax) {
        this.#requeue({ ...work, attempt: work.attempt + 1 }, this.#backoff(work))
      } else await this.#hold(work, rest)
    } else if (rest.length > 1) this.#split(work, rest)
    else if (work.attempt < attemptsMax) {
      this.#requeue({ ...work, rows: rest, attempt: work.attempt + 1 }, this.#backoff(work))
    } else this.#leave(rest.length, outcomes.get(String(rest[0]?.seq)))
  }

  /** Leaves records to the next run after their last attempt. */
  #leave(records: number, outcome: Outcome | undefined): void {
    this.#tally.pending += records
    const code = outcome && 'code' in outcome ? outcome.code : 'REV_OUTCOME_UNKNOWN'
    const message = outcome && 'message' in outcome ? outcome.message : undefined
    this.#leftBecause ??= new RevError(code, message ?? errorCodes[code].what, {
      hint: 'What is pending is sent by the next run.',
    })
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
    const told = rows.filter(({ seq }) => known.has(String(seq)))
    const { settlement } = settleOutcomes(this.#batches++, work.operation, told, known, this.#tally)
    await this.#options.journal.intend({
      batch: settlement.batch,
      operation: work.operation.name,
      seqs: told.map(({ seq }) => seq),
      attempt: work.attempt,
      idempotencyKey: work.idempotencyKey ?? '',
    })
    await this.#options.journal.settle(settlement)
    return rows.filter(({ seq }) => !known.has(String(seq)))
  }

  async #hold(work: RepeatedWork, rows: readonly ChangeRow[]): Promise<void> {
    const operation = { ...work.operation, onAmbiguous: 'hold' as const }
    const outcomes = new Map(
      rows.map(({ seq }) => [
        String(seq),
        { id: String(seq), status: 'unknown', code: 'REV_OUTCOME_UNKNOWN' } as const,
      ]),
    )
    const batch = this.#batches++
    const { settlement } = settleOutcomes(batch, operation, rows, outcomes, this.#tally)
    await this.#options.journal.intend({
      batch,
      operation: operation.name,
      seqs: rows.map(({ seq }) => seq),
      attempt: work.attempt,
      idempotencyKey: work.idempotencyKey ?? '',
    })
    await this.#options.journal.settle(settlement)
  }

  #split(work: RepeatedWork, rows: readonly ChangeRow[]): void {
    const middle = Math.ceil(rows.length / 2)
    for (const half of [rows.slice(0, middle), rows.slice(middle)]) {
      if (half.length > 0) this.#requeue({ ...work, rows: half }, 0)
    }
  }

  #requeue(work: RepeatedWork, waitMs: number): void {
    const isSame = work.operation.resend === 'key' && work.idempotencyKey !== undefined
    this.#retries.add(isSame ? work : { ...work, idempotencyKey: undefined }, this.#now() + waitMs)
  }

  #backoff(work: Work): number {
    return backoffMs(work.attempt, this.#options.random())
  }

  #watchProgress({ settlement }: Settled, judgement: Judgement): void {
    const isFruitful = settlement.delivered.length + settlement.rejects.length > 0
    this.#fruitless = isFruitful ? 0 : this.#fruitless + 1
    if (this.#fruitless < fruitlessMax || judgement.stop) return
    const [outcome] = judgement.outcomes.values()
    const code = outcome && 'code' in outcome ? outcome.code : 'REV_HTTP_UNAVAILABLE'
    const message = outcome && 'message' in outcome ? outcome.message : undefined
    this.#halt(
      new RevError(code, `${fruitlessMax} attempts in a row came to nothing: ${message ?? code}`, {
        hint: 'The rest stays pending and is sent by the next run.',
      }),
    )
  }

  #checkRejects(): void {
    const { rejectsMin, rejectsPercentMax } = this.#options.guard
    const { ok, rejected } = this.#tally
    const answers = ok + rejected
    if (answers < rejectsMin || rejected * 100 <= answers * rejectsPercentMax) return
    this.#halt(
      new RevError(
        'REV_GUARD_REJECTS',
        `The destination rejected ${rejected} of ${answers} records, more than the ${rejectsPercentMax} % that the guard allows.`,
        { hint: 'Look at `rev rejects list`; the rest was not sent and stays pending.' },
      ),
    )
  }

  #abort(): void {
    const { clock } = this.#options
    this.#halt(
      new RevError('REV_RUN_CANCELLED', 'The run was stopped before its end.', {
        hint: 'What was delivered is remembered; the next run sends the rest.',
      }),
    )
    void clock
      .sleep(graceMs, this.#calls.signal)
      .then(() => this.#calls.abort(this.#options.signal.reason))
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
    if (this.#stop !== undefined) return undefined
    const retryMs = this.#retries.nextDueMs
    const isPaused = this.#pausedUntilMs > this.#now()
    if (retryMs === undefined) return isPaused && !this.#isDrained ? this.#pausedUntilMs : undefined
    return Math.max(retryMs, this.#pausedUntilMs)
  }

  async #countRest(): Promise<number> {
    const fresh = this.#fresh?.rows.length ?? 0
    return this.#retries.rows + fresh + (this.#isDrained ? 0 : await this.#batcher.countRest())
  }
}
