import { RevError, type Clock } from '@revetl/sdk'

/** Aborts its signal when nothing has moved on for so long. */
export class StallWatch implements Disposable {
  readonly #clock: Clock
  readonly #limitMs: number
  readonly #ended = new AbortController()
  readonly #stalled = new AbortController()
  #movedMs: number

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock
    this.#limitMs = limitMs
    this.#movedMs = clock.monotonicMs()
    void this.#watch()
  }

  get signal(): AbortSignal {
    return this.#stalled.signal
  }

  /** Something has moved on. */
  touch(): void {
    this.#movedMs = this.#clock.monotonicMs()
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
  }

  async #watch(): Promise<void> {
    for (;;) {
      const leftMs = this.#limitMs - (this.#clock.monotonicMs() - this.#movedMs)
      if (leftMs <= 0) return this.#stalled.abort(stalled(this.#limitMs))
      try {
        await this.#clock.sleep(leftMs, this.#ended.signal)
      } catch {
        return // The work has ended and wakes the watch.
      }
    }
  }
}

function stalled(limitMs: number): RevError {
  return new RevError('REV_READ_FAILED', `the database did not answer for ${limitMs / 1000} s`, {
    hint: 'See whether somebody holds a lock on the tables.',
  })
}
