import type { Change } from '../batch.ts'
import { errorMessage, isRevError, type RevError } from '../errors.ts'
import { rejected, retry, unknown, type Outcome } from '../outcomes.ts'

type WithId = Pick<Change, 'id'>

/**
 * What an error that was thrown for one change alone says about it. Only what the error states counts: without a
 * delivery class, and for an error that is not ours, the change is `unknown`.
 */
export function outcomeFromError(change: WithId, error: unknown): Outcome {
  const message = errorMessage(error)
  if (!isRevError(error)) return unknown(change, { code: 'REV_CONNECTOR_CRASHED', message })
  const { code, delivery } = error
  switch (delivery) {
    case 'not-sent':
    case 'not-applied':
      return retry(change, { code, message, ...wait(error) })
    case 'rejected':
      return rejected(change, { code: 'REV_RECORD_REJECTED', message })
    case 'throttled':
      return retry(change, { code, message, scope: 'quota', ...wait(error) })
    case 'auth':
      return retry(change, { code, message, scope: 'batch' })
    case 'too-large':
      return rejected(change, { code: 'REV_RECORD_TOO_LARGE', message })
    case 'unknown':
      return unknown(change, { code, message })
    case undefined:
      return error.kind === 'config'
        ? retry(change, { code, message, scope: 'batch' })
        : unknown(change, { code, message })
    default:
      // A newer copy of the SDK may know more classes than this one.
      return unknown(change, { code, message })
  }
}

/** Whether an error would meet every other change of the batch too: credentials, quota, configuration. */
export function concernsAll(error: unknown): error is RevError {
  if (!isRevError(error)) return false
  const { delivery, kind } = error
  const isUnapplied =
    delivery === undefined || delivery === 'not-sent' || delivery === 'not-applied'
  return delivery === 'auth' || delivery === 'throttled' || (isUnapplied && kind === 'config')
}

function wait({ afterMs }: RevError): { readonly afterMs?: number } {
  return afterMs === undefined ? {} : { afterMs }
}
