import type { Outcome } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import type { Intent } from '../ledger.ts'
import type { Work } from './batcher.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import type { DeliveryState } from './delivery-state.ts'
import type { RepeatedWork } from './retry-queue.ts'
import { settleOutcomes, type Settled } from './settle-outcomes.ts'

/** Numbers the batches of a delivery and makes durable what is about to be sent and what became of it. */
export class BatchLog {
  readonly #options: Pick<DeliveryOptions, 'journal' | 'firstBatch'>
  readonly #state: DeliveryState
  #next: number

  constructor(options: Pick<DeliveryOptions, 'journal' | 'firstBatch'>, state: DeliveryState) {
    this.#options = options
    this.#state = state
    this.#next = options.firstBatch
  }

  /** How many batches there were. */
  get batches(): number {
    return this.#next - this.#options.firstBatch
  }

  /** Invariant 3: the intent is durable before the first byte leaves. @returns its number; undefined where it is not. */
  async intend(work: Work): Promise<number | undefined> {
    const intent = this.#intent(work)
    const isKept = await this.#keep(work, () => this.#options.journal.intend(intent))
    return isKept ? intent.batch : undefined
  }

  /** Settles an attempt and counts it. @returns what it leaves to do; undefined where it is not durable. */
  async settle(
    batch: number,
    work: RepeatedWork,
    outcomes: ReadonlyMap<string, Outcome>,
  ): Promise<Settled | undefined> {
    const settled = settleOutcomes(batch, work, work.rows, outcomes)
    const { journal } = this.#options
    if (!(await this.#keep(work, () => journal.settle(settled.settlement)))) return undefined
    this.#state.count(settled)
    return settled
  }

  /** Settles outcomes that no request of their own brought. */
  async note(
    work: Work,
    rows: readonly ChangeRow[],
    outcomes: ReadonlyMap<string, Outcome>,
  ): Promise<void> {
    if (rows.length === 0) return
    const { journal } = this.#options
    const intent = this.#intent({ ...work, rows })
    const settled = settleOutcomes(intent.batch, { ...work, isInDoubt: false }, rows, outcomes)
    const write = () => Promise.all([journal.intend(intent), journal.settle(settled.settlement)])
    if (await this.#keep({ rows }, write)) this.#state.count(settled)
  }

  #intent({ operation, rows, attempt, idempotencyKey = '' }: Work): Intent {
    const seqs = rows.map(({ seq }) => seq)
    return { batch: this.#next++, operation: operation.name, seqs, attempt, idempotencyKey }
  }

  async #keep({ rows }: Pick<Work, 'rows'>, write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write()
      return true
    } catch (error) {
      this.#state.forsake(rows.length, error)
      return false
    }
  }
}
