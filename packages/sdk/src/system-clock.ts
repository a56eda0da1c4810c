import type { Clock } from './context.ts'

// A longer delay would make Node's timer fire at once.
const timerMsMax = 2 ** 31 - 1

/**
 * The clock of the machine: the one place that touches time and timers.
 * A sleep never ends early by the monotonic clock, and any length is slept in hops that a timer can hold.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    if (Number.isNaN(ms)) throw new RangeError('Failed to sleep: the duration is not a number.')
    const endMs = performance.now() + ms
    for (let leftMs = ms; leftMs > 0; leftMs = endMs - performance.now()) {
      await oneTimer(Math.min(Math.ceil(leftMs), timerMsMax), signal)
    }
    signal?.throwIfAborted()
  },
}

function oneTimer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
