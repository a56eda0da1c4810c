import { configError, RevError, statusError, type HttpResponse } from '@revetl/sdk'
import { errorOf, isAboutSync } from './vendor-error.ts'

/** What a refusal says where it is not about single records; of content that was refused nothing was written. */
export function refusedRequest(response: HttpResponse, what: string): RevError {
  const { status, headers } = response
  const error = errorOf(response)
  const needed = error.scopes.length > 0 ? ` Needed: ${error.scopes.join(' or ')}.` : ''
  const message = `HubSpot did not ${what}: ${error.message}${needed}`
  if (status === 477) return migrating(message, headers['retry-after'])
  if ((status === 400 || status === 409) && isAboutSync(error)) {
    const hint = 'Match by a property that HubSpot keeps unique, and check the name of the object.'
    return configError(message, { hint })
  }
  return statusError(response, { explain: () => ({ message }) })
}

/**
 * The account moves to another data centre, for up to a day:
 * https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
 */
function migrating(message: string, retryAfter = ''): RevError {
  const afterMs = /^\d{1,6}$/.test(retryAfter) ? { afterMs: Number(retryAfter) * 1000 } : {}
  return new RevError('REV_HTTP_THROTTLED', message, { delivery: 'throttled', ...afterMs })
}
