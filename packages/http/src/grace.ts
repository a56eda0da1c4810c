import type { Clock } from '@revetl/sdk'

/** A signal that follows another one after a while, until it is disposed of. */
export interface Grace extends Disposable {
  readonly signal: AbortSignal
}

/** A signal that aborts so many milliseconds after the given one. */
export function graceAfter(given: AbortSignal, clock: Clock, graceMs: number): Grace {
  const own = new AbortController()
  const done = new AbortController()
  const follow = (): void => {
    clock.sleep(graceMs, done.signal).then(
      () => own.abort(given.reason),
      () => undefined,
    )
  }
  if (given.aborted) follow()
  else given.addEventListener('abort', follow, { once: true })
  return {
    signal: own.signal,
    [Symbol.dispose]: () => {
      given.removeEventListener('abort', follow)
      done.abort()
    },
  }
}
