import { RevError } from '@revetl/sdk'

/** How one request waits: until when, whether it was called off, and who counts the time. */
export interface Wait {
  readonly signal: AbortSignal
  /** Method, host and path, for messages. */
  readonly title: string
  /** By the monotonic clock: a wait that goes beyond is refused at once, not slept. */
  readonly endMs: number
  /** Counts milliseconds under a quota's id. */
  readonly count: (id: string, ms: number) => void
}

/** The error of a wait that nobody should sit out in memory. */
export function beyondPatience(wait: Wait, id: string, afterMs: number): RevError {
  const seconds = Math.ceil(afterMs / 1000)
  return new RevError(
    'REV_HTTP_THROTTLED',
    `Failed to send ${wait.title}: the limit ${JSON.stringify(id)} allows the next request in ${seconds} s, longer than the run waits.`,
    { delivery: 'throttled', afterMs: Math.ceil(afterMs) },
  )
}
