import { isRevError, RevError } from '@revetl/sdk'

/** The same error for a request that cannot have written anything, whatever became of it. */
export function notApplied(error: unknown): unknown {
  if (!isRevError(error) || error.delivery !== 'unknown') return error
  return new RevError(error.code, error.message, { cause: error, delivery: 'not-applied' })
}
