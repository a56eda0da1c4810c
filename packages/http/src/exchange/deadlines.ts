import type { Clock } from '@revetl/sdk'
import { createAlarm } from '../alarm.ts'

/** Something that must end by a certain time. */
export interface Deadline {
  /** By the monotonic clock. */
  readonly endMs: number
  expire(): void
}

/** Ends whatever takes too long, with one timer for all of it. */
export interface Deadlines extends Disposable {
  add(deadline: Deadline): void
  remove(deadline: Deadline): void
}

/** Creates an empty set of deadlines. A timer a request would cost more than the rest of the gateway. */
export function createDeadlines(clock: Clock): Deadlines {
  const open = new Set<Deadline>()
  const alarm = createAlarm(clock, () => {
    const nowMs = clock.monotonicMs()
    let nextMs = Number.POSITIVE_INFINITY
    for (const deadline of open) {
      if (deadline.endMs > nowMs) {
        nextMs = Math.min(nextMs, deadline.endMs)
        continue
      }
      open.delete(deadline)
      deadline.expire()
    }
    if (nextMs !== Number.POSITIVE_INFINITY) alarm.set(nextMs)
  })
  return {
    add: (deadline) => {
      open.add(deadline)
      if (alarm.atMs === undefined || deadline.endMs < alarm.atMs) alarm.set(deadline.endMs)
    },
    remove: (deadline) => open.delete(deadline),
    [Symbol.dispose]: () => alarm.clear(),
  }
}
