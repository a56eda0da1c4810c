import { RevError, type RevErrorOptions } from '@revetl/sdk'

/** The same error without secrets; the very same one where it held none. Causes are left out: they are not ours to mask. */
export function redactError(error: RevError, redact: (text: string) => string): RevError {
  const message = redact(error.message)
  const hint = error.hint === undefined ? undefined : redact(error.hint)
  if (message === error.message && hint === error.hint && error.cause === undefined) return error
  const { delivery, afterMs } = error
  const options: RevErrorOptions = {
    ...(hint === undefined ? {} : { hint }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(afterMs === undefined ? {} : { afterMs }),
  }
  return new RevError(error.code, message, options)
}
