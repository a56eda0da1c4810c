import { RevError, type DeliveryClass, type ErrorCode, type RevErrorOptions } from '@revetl/sdk'
import type { WireFailure } from '../exchange/wire.ts'
import { failureVerdict } from '../exchange/failure-verdict.ts'

/** The error of an attempt that got no answer. */
export function failureError(title: string, failure: WireFailure): RevError {
  const verdict = failureVerdict(failure.code, failure.phase)
  const detail = failure.code === '' ? '' : ` (${failure.code})`
  return requestError(
    verdict.code,
    title,
    `${verdict.what}${detail}`,
    verdict.delivery,
    verdict.code === 'REV_HTTP_TLS'
      ? {
          hint: 'rev never goes on without a trusted certificate; a private authority can be trusted in rev.yaml.',
        }
      : {},
  )
}

/** An error about one request. */
export function requestError(
  code: ErrorCode,
  title: string,
  why: string,
  delivery: DeliveryClass,
  options: Omit<RevErrorOptions, 'delivery'> = {},
): RevError {
  return new RevError(code, `Failed to send ${title}: ${why}.`, { ...options, delivery })
}
