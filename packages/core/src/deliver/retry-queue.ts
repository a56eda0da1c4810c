import type { Work } from './batcher.ts'

/** A batch, or a part of one, that is to be sent again. */
export interface RepeatedWork extends Work {
  /** Whether its records went over the wire before. */
  readonly wasSent: boolean
  /** Whether nobody knows what became of an earlier attempt with this very content. */
  readonly isAmbiguous: boolean
  /** Whether an earlier attempt at its records, with this content or another, may have been applied. */
  readonly isInDoubt: boolean
  /** Whether the destination still works on an attempt with this very content, which only the same batch can ask about. */
  readonly isUnderWay: boolean
  /** Until when a lookup may miss what was sent of it, by the monotonic clock; 0 where it was not. */
  readonly visibleAtMs: number
}

/** Whether a later run may plan these records anew: nothing is in doubt, or sending them twice does no harm. */
export function isResolved({ isAmbiguous, isUnderWay, operation }: RepeatedWork): boolean {
  if (isUnderWay) return false
  return !isAmbiguous || (operation.onAmbiguous === 'retry' && operation.resend !== 'key')
}

/** Work that waits for its time, by the monotonic clock. */
export class RetryQueue {
  readonly #entries: { readonly work: RepeatedWork; readonly dueMs: number }[] = []

  add(work: RepeatedWork, dueMs: number): void {
    this.#entries.push({ work, dueMs })
  }

  /** Takes what is due first, if its time has come. */
  take(nowMs: number): RepeatedWork | undefined {
    const first = this.#first()
    if (first === undefined || first.dueMs > nowMs) return undefined
    this.#entries.splice(this.#entries.indexOf(first), 1)
    return first.work
  }

  /** When the next entry is due. */
  get nextDueMs(): number | undefined {
    return this.#first()?.dueMs
  }

  get size(): number {
    return this.#entries.length
  }

  /** How many records wait. */
  get rows(): number {
    return this.#entries.reduce((sum, { work }) => sum + work.rows.length, 0)
  }

  /** How many records wait whose fate has to be settled before they are planned again. */
  get unresolvedRows(): number {
    return this.#entries.reduce(
      (sum, { work }) => sum + (isResolved(work) ? 0 : work.rows.length),
      0,
    )
  }

  #first(): { readonly work: RepeatedWork; readonly dueMs: number } | undefined {
    let first = this.#entries[0]
    for (const entry of this.#entries) if (first && entry.dueMs < first.dueMs) first = entry
    return first
  }
}
