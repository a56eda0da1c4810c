import type { Clock } from '@revetl/sdk'
import { createWaitQueue } from './wait-queue.ts'
import { beyondPatience, type Wait } from './wait.ts'

/** A bound on requests under way that can be moved while they are. */
export interface Slots {
  readonly busy: number
  readonly limit: number
  /** Takes a slot if one is free and nobody waits. */
  tryTake(): boolean
  /** Waits for a slot. @throws `REV_HTTP_THROTTLED` where too many wait already. */
  take(wait: Wait): Promise<void>
  free(): void
  resize(limit: number): void
}

/** More waiting requests than this are refused: each holds its body in memory. */
export const queueLengthMax = 10_000

/**
 * Creates slots. A plain counter: a slot is taken and freed by the same process, so bottleneck's 2.5 ms a job would
 * buy nothing here.
 */
export function createSlots(id: string, limit: number, clock: Clock): Slots {
  let bound = limit
  let busy = 0
  const admit = () => {
    while (busy < bound && queue.length > 0) {
      busy += 1
      queue.admitFirst()
    }
  }
  const queue = createWaitQueue(admit)
  const hasFree = () => busy < bound && queue.length === 0
  return {
    get busy() {
      return busy
    },
    get limit() {
      return bound
    },
    tryTake: () => {
      if (!hasFree()) return false
      busy += 1
      return true
    },
    take: async (wait) => {
      if (queue.length >= queueLengthMax) throw beyondPatience(wait, id, 1000)
      const startMs = clock.monotonicMs()
      await queue.join(1, wait.signal)
      wait.count(id, clock.monotonicMs() - startMs)
    },
    free: () => {
      busy -= 1
      admit()
    },
    resize: (next) => {
      bound = next
      admit()
    },
  }
}
