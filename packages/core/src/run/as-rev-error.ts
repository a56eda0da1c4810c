import { errorMessage, isRevError, RevError } from '@revetl/sdk'

/** Any failure as rev's own error, without a secret in it. */
export function asRevError(
  error: unknown,
  signal: AbortSignal,
  redact: (text: string) => string,
): RevError {
  if (signal.aborted) {
    if (isRevError(signal.reason)) return signal.reason
    return new RevError('REV_RUN_CANCELLED', 'The run was stopped before its end.', {
      hint: 'What was delivered is remembered; the next run sends the rest.',
    })
  }
  // The first failure counts: closing things afterwards often fails for the same reason.
  if (error instanceof SuppressedError) return asRevError(error.suppressed, signal, redact)
  if (isRevError(error)) {
    return new RevError(error.code, redact(error.message), {
      cause: error.cause,
      others: error.others,
      ...(error.hint === undefined ? {} : { hint: redact(error.hint) }),
      ...(error.place === undefined ? {} : { place: error.place }),
      ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }),
    })
  }
  return new RevError('REV_INTERNAL', redact(errorMessage(error)), { cause: error })
}
