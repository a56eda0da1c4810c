const callsRemembered = 50
const callsMin = 20
const failureShareMax = 0.5
const openMs = 30_000

/** Stops requests to a destination that fails most of them. Times are monotonic milliseconds, passed in. */
export interface CircuitBreaker {
  /** Whether requests pass freely: not open, and not waiting for what becomes of a probe. */
  readonly isClosed: boolean
  /** How long until a request may go: 0 for now. The first one after an opening is the only one until it is answered. */
  waitMs(nowMs: number): number
  /** Marks the request that `waitMs` let through. */
  enter(nowMs: number): void
  /** What became of a request: `undefined` where it says nothing about the destination. */
  record(isFailure: boolean | undefined, nowMs: number): void
}

/** Creates a breaker: it opens at half of at least 20 calls failing, and lets one probe through every 30 seconds. */
export function createCircuitBreaker(): CircuitBreaker {
  let calls: boolean[] = []
  let failures = 0
  let openUntilMs: number | undefined
  const open = (nowMs: number) => {
    openUntilMs = nowMs + openMs
    calls = []
    failures = 0
  }
  const remember = (isFailure: boolean, nowMs: number) => {
    calls.push(isFailure)
    if (isFailure) failures += 1
    if (calls.length > callsRemembered && calls.shift() === true) failures -= 1
    if (calls.length >= callsMin && failures >= calls.length * failureShareMax) open(nowMs)
  }
  return {
    get isClosed() {
      return openUntilMs === undefined
    },
    waitMs: (nowMs) => (openUntilMs === undefined ? 0 : Math.max(0, openUntilMs - nowMs)),
    enter: (nowMs) => {
      // Half open: whoever comes while the probe is away waits for another period.
      if (openUntilMs !== undefined) openUntilMs = nowMs + openMs
    },
    record: (isFailure, nowMs) => {
      if (isFailure === undefined) return
      if (openUntilMs === undefined) remember(isFailure, nowMs)
      else if (!isFailure) openUntilMs = undefined
    },
  }
}
