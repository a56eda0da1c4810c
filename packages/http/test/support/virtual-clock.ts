import { setTimeout as realSleep } from 'node:timers/promises'
import type { Clock } from '@revetl/sdk'

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** A clock that moves only when it is told to. */
export interface VirtualClock extends Clock {
  /** Moves to the next time at which somebody wakes. @returns whether there was one. */
  step(): boolean
  /** Waits for a promise, moving on whenever real sockets have nothing to do. */
  drive<T>(promise: Promise<T>, isBusy: () => boolean): Promise<T>
}

const pollMs = 4
const quietPollsMin = 4
const quietActiveMs = 1

/** Creates a virtual clock. `epochMs` is its wall clock. */
export function virtualClock(epochMs = Date.UTC(2026, 10, 22)): VirtualClock {
  let elapsedMs = 0
  const sleepers = new Set<Sleeper>()
  const step = () => {
    let next: Sleeper | undefined
    for (const sleeper of sleepers) if (!next || sleeper.atMs < next.atMs) next = sleeper
    if (!next) return false
    elapsedMs = Math.max(elapsedMs, next.atMs)
    const due = [...sleepers].filter((sleeper) => sleeper.atMs <= elapsedMs)
    for (const sleeper of due) sleeper.wake()
    return true
  }
  return {
    now: () => epochMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const onAbort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason as Error)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        const sleeper = { atMs: elapsedMs + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    step,
    drive: async (promise, isBusy) => {
      const state = { isOver: false }
      const end = () => (state.isOver = true)
      promise.then(end, end)
      for (let quietPolls = 0; !state.isOver; quietPolls++) {
        const before = performance.eventLoopUtilization()
        // On a busy machine all of it is over at once; each turn lets timers that wait for each other go on.
        for (let turn = 0; turn < pollMs; turn++) await realSleep(1)
        // Both ends live in this process: whatever is on its way makes its event loop work.
        const { active } = performance.eventLoopUtilization(before)
        if (isBusy() || active > quietActiveMs) quietPolls = 0
        if (state.isOver || quietPolls < quietPollsMin) continue
        quietPolls = 0
        step()
      }
      return promise
    },
  }
}
