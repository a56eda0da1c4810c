import type { Clock } from '@revetl/sdk'

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
  let wakeMs = Number.POSITIVE_INFINITY
  let watch: AbortController | undefined

  const arm = (endMs: number) => {
    watch?.abort()
    watch = new AbortController()
    wakeMs = endMs
    clock.sleep(Math.max(0, endMs - clock.monotonicMs()), watch.signal).then(sweep, () => {})
  }
  const sweep = () => {
    wakeMs = Number.POSITIVE_INFINITY
    const nowMs = clock.monotonicMs()
    let nextMs = Number.POSITIVE_INFINITY
    for (const deadline of open) {
      if (deadline.endMs <= nowMs) {
        open.delete(deadline)
        deadline.expire()
      } else nextMs = Math.min(nextMs, deadline.endMs)
    }
    if (nextMs !== Number.POSITIVE_INFINITY) arm(nextMs)
  }
  return {
    add: (deadline) => {
      open.add(deadline)
      if (deadline.endMs < wakeMs) arm(deadline.endMs)
    },
    remove: (deadline) => open.delete(deadline),
    [Symbol.dispose]: () => watch?.abort(),
  }
}
