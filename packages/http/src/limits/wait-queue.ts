interface Waiter {
  readonly units: number
  readonly admit: () => void
}

/** Requests that wait their turn, first come first served. */
export interface WaitQueue {
  readonly length: number
  /** Units that all of them wait for. */
  readonly units: number
  /** Units that the first one waits for; 0 where none waits. */
  readonly firstUnits: number
  /** Resolves when `admitFirst` reaches this one; rejects with the signal's reason. */
  join(units: number, signal: AbortSignal): Promise<void>
  admitFirst(): void
}

/** Creates an empty queue. `onLeave` is called when a waiter gives up, since the next may go then. */
export function createWaitQueue(onLeave: () => void): WaitQueue {
  const waiters = new Set<Waiter>()
  let units = 0
  const leave = (waiter: Waiter) => {
    waiters.delete(waiter)
    units -= waiter.units
  }
  const first = () => waiters.values().next().value
  return {
    get length() {
      return waiters.size
    },
    get units() {
      return units
    },
    get firstUnits() {
      return first()?.units ?? 0
    },
    join: (wanted, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const onAbort = () => {
          leave(waiter)
          reject(signal.reason as Error)
          onLeave()
        }
        const admit = () => {
          signal.removeEventListener('abort', onAbort)
          leave(waiter)
          resolve()
        }
        const waiter: Waiter = { units: wanted, admit }
        waiters.add(waiter)
        units += wanted
        signal.addEventListener('abort', onAbort, { once: true })
      }),
    admitFirst: () => first()?.admit(),
  }
}
