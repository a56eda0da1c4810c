import { inspect } from 'node:util'
import { errorMessage, isRevError, RevError } from '@revetl/sdk'

type Redact = (text: string) => string

/** The same error without the secrets that its texts or its cause show; the very same one where there are none. */
export function redactThrown(error: unknown, redact: Redact): unknown {
  const shown = inspect(error, { depth: 4 })
  if (redact(shown) === shown) return error
  if (!isRevError(error)) {
    const masked = new Error(redact(errorMessage(error)))
    return error instanceof Error ? Object.assign(masked, { name: error.name }) : masked
  }
  const { code, message, hint, place, delivery, afterMs, others } = error
  // The cause is left out: it is not ours to mask.
  return new RevError(code, redact(message), {
    others: others.map((other) => redactThrown(other, redact) as RevError),
    ...(hint === undefined ? {} : { hint: redact(hint) }),
    ...(place === undefined ? {} : { place }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(afterMs === undefined ? {} : { afterMs }),
  })
}
