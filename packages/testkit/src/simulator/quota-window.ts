import type { SimulatorRequest } from './request.ts'

/** A limit as the vendor counts it: at most `max` requests in any `perMs` milliseconds. */
export interface QuotaOptions {
  readonly name: string
  readonly max: number
  readonly perMs: number
  /** Which requests count; default all. */
  readonly appliesTo?: (request: SimulatorRequest) => boolean
  /** What is counted each for itself, for example a channel; default everything together. */
  readonly keyOf?: (request: SimulatorRequest) => string
}

/** What a window has seen. */
export interface QuotaReading extends QuotaOptions {
  readonly used: number
  readonly remaining: number
  /** When more remains, since the oldest of the requests leaves the window; now where there is none. */
  readonly moreAtMs: number
  /** The most that any window held. */
  readonly peak: number
  /** Requests that came when the window was full: each is one that the client should not have sent. */
  readonly violations: number
}

/** A sliding window over the requests that were let in. */
export class QuotaWindow {
  readonly options: QuotaOptions
  readonly #timesMs = new Map<string, number[]>()
  #peak = 0
  #violations = 0

  constructor(options: QuotaOptions) {
    this.options = options
  }

  /** Counts a request. @returns how long the window stays full, or `undefined` where the request may pass */
  admit(nowMs: number, key = ''): number | undefined {
    const timesMs = this.#recent(key, nowMs)
    const { max, perMs } = this.options
    if (timesMs.length >= max) {
      this.#violations += 1
      return (timesMs[0] ?? nowMs) + perMs - nowMs
    }
    timesMs.push(nowMs)
    this.#peak = Math.max(this.#peak, timesMs.length)
    return undefined
  }

  /** Of several keys, the one that has used the most. */
  read(nowMs: number): QuotaReading {
    let fullest: readonly number[] = []
    for (const key of this.#timesMs.keys()) {
      const timesMs = this.#recent(key, nowMs)
      if (timesMs.length > fullest.length) fullest = timesMs
    }
    const [oldestMs] = fullest
    return {
      ...this.options,
      used: fullest.length,
      remaining: Math.max(0, this.options.max - fullest.length),
      moreAtMs: oldestMs === undefined ? nowMs : oldestMs + this.options.perMs,
      peak: this.#peak,
      violations: this.#violations,
    }
  }

  #recent(key: string, nowMs: number): number[] {
    const timesMs = this.#timesMs.get(key) ?? []
    this.#timesMs.set(key, timesMs)
    const firstKept = timesMs.findIndex((timeMs) => timeMs > nowMs - this.options.perMs)
    timesMs.splice(0, firstKept === -1 ? timesMs.length : firstKept)
    return timesMs
  }
}
