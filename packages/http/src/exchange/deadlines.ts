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
  /** @returns the ticket by which the deadline is removed. */
  add(deadline: Deadline): number
  remove(ticket: number): void
}

/**
 * Creates an empty set of deadlines. A timer a request would cost more than the rest of the gateway, and so would a
 * `Set`: its table keeps every request alive past its time, which the garbage collector pays for.
 */
export function createDeadlines(clock: Clock): Deadlines {
  const open: (Deadline | undefined)[] = []
  const free: number[] = []
  const remove = (ticket: number) => {
    if (open[ticket] === undefined) return
    open[ticket] = undefined
    free.push(ticket)
  }
  const alarm = createAlarm(clock, () => {
    const nowMs = clock.monotonicMs()
    for (const [ticket, deadline] of open.entries()) {
      if (deadline === undefined || deadline.endMs > nowMs) continue
      remove(ticket)
      deadline.expire()
    }
    const nextMs = Math.min(...open.map((deadline) => deadline?.endMs ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(nextMs)) alarm.set(nextMs)
  })
  return {
    add: (deadline) => {
      const ticket = free.pop() ?? open.length
      open[ticket] = deadline
      if (alarm.atMs === undefined || deadline.endMs < alarm.atMs) alarm.set(deadline.endMs)
      return ticket
    },
    remove,
    [Symbol.dispose]: () => alarm.clear(),
  }
}
