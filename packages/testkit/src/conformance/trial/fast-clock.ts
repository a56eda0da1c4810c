import { systemClock } from '@revetl/http'
import type { Clock } from '@revetl/sdk'

/** A clock on which time runs `speed` times as fast, so that a minute of waiting takes seconds. */
export function fastClock(speed: number): Clock {
  const startMs = Date.now()
  const started = performance.now()
  const elapsed = (): number => (performance.now() - started) * speed
  return {
    now: () => startMs + elapsed(),
    monotonicMs: elapsed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  }
}

/** A clock that shows another time and runs at the usual pace. */
export function shiftedClock(toMs: number): Clock {
  const shiftMs = toMs - Date.now()
  return { ...systemClock, now: () => Date.now() + shiftMs }
}
