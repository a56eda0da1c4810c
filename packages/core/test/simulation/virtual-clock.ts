import type { Clock } from '@revetl/sdk'
import type { Actor, Scheduler } from './scheduler.ts'

/** The wall clock at the start of every schedule. */
export const epochMs = Date.UTC(2026, 10, 22, 12)

/** The clock of one process: the same monotonic time for all, and a wall clock that can be wrong. */
export function virtualClock(scheduler: Scheduler, actor: Actor, skewMs: () => number): Clock {
  return {
    now: () => Math.floor(epochMs + scheduler.nowMs + skewMs()),
    monotonicMs: () => scheduler.nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error)
        // Node's timers fire at once where the number is none, or too large: so must these.
        const waitMs = Number.isNaN(ms) || ms > 2 ** 31 - 1 ? 0 : Math.max(0, ms)
        const onAbort = () => {
          callOff()
          reject(signal?.reason as Error)
        }
        const callOff = scheduler.after(actor, 'wakes', waitMs, () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        })
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
  }
}
