import type { Clock } from '@revetl/sdk'
import type { ChildCalls } from './child-calls.ts'
import type { RunningChild } from './child-process.ts'

// How often the watchdog looks.
const lookMs = 200

/** What is watched, and by what bounds. */
export interface Watched {
  readonly child: RunningChild
  readonly calls: ChildCalls
  readonly clock: Clock
  readonly memoryBytesMax: number
  /** Aborted when the process has ended. */
  readonly over: AbortSignal
}

/** Ends a process that takes too much memory, or is silent for too long during a call. */
export async function watchChild(watched: Watched): Promise<void> {
  const { child, calls, clock, memoryBytesMax, over } = watched
  while (!over.aborted) {
    await clock.sleep(lookMs, over).catch(() => 'the life is over')
    if ((child.memoryBytes() ?? 0) > memoryBytesMax) {
      child.kill(`it took more than ${Math.round(memoryBytesMax / 1024 ** 2)} MiB of memory`)
    }
    const call = calls.overdue(clock.monotonicMs())
    if (call === undefined) continue
    child.kill(`it was silent for ${call.silenceMs / 1000} seconds during ${call.kind}`)
  }
}

/** Waits for work that may never be done: the process ends then, and with it the work. */
export async function within<Result>(
  work: Promise<Result>,
  bound: { readonly ms: number; readonly why: string },
  { child, clock }: Pick<Watched, 'child' | 'clock'>,
): Promise<Result> {
  const done = new AbortController()
  void clock
    .sleep(bound.ms, done.signal)
    .then(() => child.kill(bound.why))
    .catch(() => 'it was done in time')
  try {
    return await work
  } finally {
    done.abort()
  }
}
