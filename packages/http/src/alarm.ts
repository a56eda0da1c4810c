import type { Clock } from '@revetl/sdk'

/** Something to be woken by, one time at a time. */
export interface Alarm {
  /** When it rings next, by the monotonic clock. */
  readonly atMs: number | undefined
  set(atMs: number): void
  clear(): void
}

/** Creates an alarm that is not set. Clear it when nobody waits any more: a sleeping timer keeps a process alive. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let atMs: number | undefined
  let sleeping: AbortController | undefined
  const clear = () => {
    atMs = undefined
    sleeping?.abort()
    sleeping = undefined
  }
  return {
    get atMs() {
      return atMs
    },
    clear,
    set: (nextMs) => {
      if (nextMs === atMs) return
      clear()
      const own = new AbortController()
      sleeping = own
      atMs = nextMs
      clock.sleep(Math.max(0, nextMs - clock.monotonicMs()), own.signal).then(
        () => {
          if (sleeping !== own) return
          clear()
          ring()
        },
        () => {
          // Cleared: somebody else decides when to look again.
        },
      )
    },
  }
}
