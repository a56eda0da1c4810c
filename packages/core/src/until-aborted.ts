/**
 * Work of a connector, which may ignore its signal: rejects with the given error one turn of the event loop after the
 * signal aborts. What the work comes to afterwards interests nobody.
 */
export async function untilAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  aborted: () => Error,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  // What work says at once of having been stopped is worth more than that it was stopped.
  const abort = () => setImmediate(() => reject(aborted()))
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
