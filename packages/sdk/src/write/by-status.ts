import type { Change } from '../batch.ts'
import { RevError } from '../errors.ts'
import type { HttpResponse } from '../http-client.ts'
import { ok, rejected, retry, skipped, unknown, type Effect, type Outcome } from '../outcomes.ts'
import { vendorReason, type VendorReason } from './vendor-reason.ts'

/** What statuses mean at one end point, where they differ from the usual. */
export interface StatusRules {
  /** What a 2xx did. Default `written`. */
  readonly effect?: Effect
  /** The destination's id in a 2xx. */
  readonly remoteId?: (response: HttpResponse) => string | undefined
  /**
   * 404 and 410. `config`: the object is not there, so the run ends · `no-match`: there is no such record ·
   * `absent`: it is gone, which is what a delete wants · `reject`. Default `config`.
   */
  readonly notFound?: 'config' | 'no-match' | 'absent' | 'reject'
  /** 409 and 412. `exists`: the record is there already · `retry`: it was locked · `reject`. Default `reject`. */
  readonly conflict?: 'reject' | 'exists' | 'retry'
  /** Where the vendor puts its reason. */
  readonly explain?: (response: HttpResponse) => VendorReason
}

/**
 * The outcome of one change that had a request to itself, by the usual meaning of the status: 2xx ok, 400, 409 and 422
 * rejected. A status that says nothing about the record is thrown: credentials, permission, a missing object.
 * @throws `REV_AUTH_INVALID`, `REV_AUTH_SCOPE`, `REV_CONFIG_INVALID`, `REV_HTTP_STATUS`
 */
export function outcomeByStatus(
  change: Pick<Change, 'id'>,
  response: HttpResponse,
  rules: StatusRules = {},
): Outcome {
  const { status } = response
  const { effect = 'written', remoteId, explain = vendorReason } = rules
  if (response.isOk) return ok(change, effect, remoteId?.(response))
  switch (status) {
    case 404:
    case 410:
      return notFound(change, response, rules)
    case 409:
    case 412:
      return conflict(change, explain(response), rules)
    case 413:
      return rejected(change, { code: 'REV_RECORD_TOO_LARGE', ...explain(response) })
    case 400:
    case 422:
      return rejected(change, explain(response))
    case 423:
    case 425:
    case 429:
      return retry(change, {
        ...message(explain(response)),
        scope: status === 429 ? 'quota' : 'record',
      })
    default:
      if (status === 408 || (status >= 500 && status !== 501)) {
        return unknown(change, message(explain(response)))
      }
      throw statusError(response, rules)
  }
}

/**
 * The error for an answer that is no success and speaks of the whole request: credentials, permission, a missing
 * object, or content that was rejected as a whole, of which nothing was applied.
 */
export function statusError(
  response: HttpResponse,
  { explain = vendorReason }: Pick<StatusRules, 'explain'> = {},
): RevError {
  const { status } = response
  const failed = `Failed to use the API: status ${status}, ${explain(response).message}`
  switch (status) {
    case 401:
      return new RevError('REV_AUTH_INVALID', failed, { delivery: 'auth' })
    case 403:
      return new RevError('REV_AUTH_SCOPE', failed, {
        delivery: 'auth',
        hint: 'Grant the permission that the message names.',
      })
    case 404:
    case 405:
    case 410:
    case 501:
      return new RevError('REV_CONFIG_INVALID', failed, {
        delivery: 'not-applied',
        hint: 'Check the object of the sync and the address of the destination.',
      })
    case 413:
      return new RevError('REV_HTTP_TOO_LARGE', failed, { delivery: 'too-large' })
    case 423:
    case 425:
    case 429:
      return new RevError('REV_HTTP_THROTTLED', failed, { delivery: 'throttled' })
    default: {
      const isRefused = status >= 400 && status < 500 && status !== 408
      const delivery = isRefused ? 'rejected' : 'unknown'
      return new RevError('REV_HTTP_STATUS', failed, { delivery })
    }
  }
}

function notFound(
  change: Pick<Change, 'id'>,
  response: HttpResponse,
  { notFound: policy = 'config', explain = vendorReason }: StatusRules,
): Outcome {
  if (policy === 'config') throw statusError(response, { explain })
  if (policy === 'no-match') return skipped(change, 'no-match')
  return policy === 'absent' ? ok(change, 'unchanged') : rejected(change, explain(response))
}

function conflict(
  change: Pick<Change, 'id'>,
  reason: VendorReason,
  { conflict: policy = 'reject' }: StatusRules,
): Outcome {
  if (policy === 'exists') return skipped(change, 'exists')
  if (policy === 'retry') return retry(change, message(reason))
  return rejected(change, { code: 'REV_RECORD_CONFLICT', ...reason })
}

const message = ({ message: text }: VendorReason): { readonly message: string } => ({
  message: text,
})
