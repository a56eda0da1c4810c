import type { SimulatorRequest } from './request.ts'

/** A limit as the vendor counts it: at most `max` requests in any `perMs` milliseconds. */
export interface QuotaOptions {
  readonly name: string
  readonly max: number
  readonly perMs: number
  /** Which requests count; default all. */
  readonly appliesTo?: (request: SimulatorRequest) => boolean
}

/** What a window has seen. */
export interface QuotaReading extends QuotaOptions {
  readonly used: number
  readonly remaining: number
  /** The most that any window held. */
  readonly peak: number
  /** Requests that came when the window was full: each is one that the client should not have sent. */
  readonly violations: number
}

/** A sliding window over the requests that were let in. */
export class QuotaWindow {
  readonly options: QuotaOptions
  #timesMs: number[] = []
  #peak = 0
  #violations = 0

  constructor(options: QuotaOptions) {
    this.options = options
  }

  /** Counts a request. @returns how long the window stays full, or `undefined` where the request may pass */
  admit(nowMs: number): number | undefined {
    this.#forget(nowMs)
    const { max, perMs } = this.options
    if (this.#timesMs.length >= max) {
      this.#violations += 1
      return (this.#timesMs[0] ?? nowMs) + perMs - nowMs
    }
    this.#timesMs.push(nowMs)
    this.#peak = Math.max(this.#peak, this.#timesMs.length)
    return undefined
  }

  read(nowMs: number): QuotaReading {
    this.#forget(nowMs)
    const used = this.#timesMs.length
    const remaining = Math.max(0, this.options.max - used)
    return { ...this.options, used, remaining, peak: this.#peak, violations: this.#violations }
  }

  #forget(nowMs: number): void {
    const firstKept = this.#timesMs.findIndex((timeMs) => timeMs > nowMs - this.options.perMs)
    if (firstKept === -1) this.#timesMs = []
    else if (firstKept > 0) this.#timesMs.splice(0, firstKept)
  }
}
