import type { Clock } from '@revetl/sdk'
import { throttleDelayMs } from '../attempts/backoff.ts'
import { beyondPatience, type Wait } from './wait.ts'

/** What a request that passed a pause has to report. */
export type PauseResult = 'fine' | 'unclear'

/** A vendor's "come back later", which everybody who shares the quota or the connection obeys. */
export interface Pause {
  /** Whether requests pass freely. */
  readonly isOpen: boolean
  /** Waits until requests may pass. @returns whether this request is the probe that all others wait for. */
  pass(wait: Wait): Promise<boolean>
  /** The vendor asked to wait. @returns how long the pause now is, in milliseconds. */
  extend(askedMs: number | undefined): number
  /** A connector read a throttle out of an answer that did not look like one: as `extend`, doubled while it goes on. */
  guess(askedMs: number | undefined): void
  /** What became of the probe. */
  settleProbe(result: PauseResult): void
  /** An answer that was no throttle. */
  succeed(): void
  /** Whether this request may go at this very moment. */
  lets(isProbe: boolean): boolean
}

/** A throttle that a connector reports so soon after the probe went well is the one before, which had not ended. */
const sameThrottleMs = 60_000

/** Creates an open pause. */
export function createPause(id: string, clock: Clock, random: () => number): Pause {
  let untilMs = Number.NEGATIVE_INFINITY
  let isProven = true
  let isProbing = false
  let streak = 0
  let last = { atMs: Number.NEGATIVE_INFINITY, streak: 0 }
  let changed = Promise.withResolvers<void>()

  const announce = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const remainingMs = () => untilMs - clock.monotonicMs()
  const passOnce = async (wait: Wait): Promise<boolean | undefined> => {
    if (isProven) return false
    if (untilMs > wait.endMs) throw beyondPatience(wait, id, remainingMs())
    if (remainingMs() > 0) await clock.sleep(remainingMs(), wait.signal)
    else if (isProbing) await orAborted(changed.promise, wait.signal)
    else return (isProbing = true)
    return undefined
  }
  const extend = (askedMs: number | undefined) => {
    const nowMs = clock.monotonicMs()
    // Answers that were under way together are one throttle, not several in a row.
    if (isProven || untilMs <= nowMs) streak += 1
    const delayMs = throttleDelayMs(askedMs, streak - 1, random)
    untilMs = Math.max(untilMs, nowMs + delayMs)
    isProven = false
    announce()
    return untilMs - nowMs
  }
  return {
    get isOpen() {
      return isProven
    },
    lets: (isProbe) => isProven || (isProbe && remainingMs() <= 0),
    pass: async (wait) => {
      const startMs = clock.monotonicMs()
      try {
        for (;;) {
          const isProbe = await passOnce(wait)
          if (isProbe !== undefined) return isProbe
        }
      } finally {
        wait.count(id, clock.monotonicMs() - startMs)
      }
    },
    extend,
    guess: (askedMs) => {
      if (isProven && clock.monotonicMs() - last.atMs < sameThrottleMs) streak = last.streak
      const times = isProven ? 2 ** Math.min(streak, 30) : 1
      extend(askedMs === undefined ? undefined : askedMs * times)
    },
    settleProbe: (result) => {
      isProbing = false
      // A throttle that came while the probe was under way is younger than what the probe proves.
      if (result === 'fine' && remainingMs() <= 0) {
        last = { atMs: clock.monotonicMs(), streak }
        isProven = true
        streak = 0
      }
      announce()
    },
    succeed: () => {
      if (isProven) streak = 0
    },
  }
}

/** Waits for a promise that belongs to many. */
function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    void promise.then(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
  })
}
