import { authError, configError, RevError, type HttpResponse } from '@revetl/sdk'
import { errorOf, isAboutSync, type VendorError } from './vendor-error.ts'

/** What a refusal says where it is not about single records. */
export function refusedRequest(response: HttpResponse, what: string): RevError {
  const { status, headers } = response
  const error = errorOf(response)
  const message = `Failed to ${what}: HubSpot answered ${status}: ${error.message}.`
  switch (status) {
    case 401:
      return authError(message)
    case 403:
      return missingScope(what, error)
    case 404:
      return configError(message, { hint: 'Check the object and the base URL.' })
    // The account moves to another data centre, for up to a day:
    // https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
    case 477:
      return migrating(message, headers['retry-after'])
    case 400:
    case 409:
      return isAboutSync(error) ? wrongSync(message) : refusedBatch(message)
    default:
      return new RevError('REV_HTTP_STATUS', message, {
        delivery: response.isOk || status >= 500 ? 'unknown' : 'rejected',
      })
  }
}

const wrongSync = (message: string): RevError =>
  configError(message, {
    hint: 'Match by a property that HubSpot keeps unique, and check the name of the object.',
  })

/** Nothing of the batch was written; the host finds the record at fault by sending halves. */
const refusedBatch = (message: string): RevError =>
  new RevError('REV_RECORD_REJECTED', message, { delivery: 'rejected' })

function missingScope(what: string, { message, scopes }: VendorError): RevError {
  const needed = scopes.length > 0 ? ` Needed: ${scopes.join(' or ')}.` : ''
  return new RevError('REV_AUTH_SCOPE', `Failed to ${what}: ${message}${needed}`, {
    hint: 'Grant the scope to the app in HubSpot, then try again.',
    delivery: 'auth',
  })
}

function migrating(message: string, retryAfter = ''): RevError {
  const hasSeconds = /^\d{1,6}$/.test(retryAfter)
  return new RevError('REV_HTTP_THROTTLED', message, {
    delivery: 'throttled',
    ...(hasSeconds ? { afterMs: Number(retryAfter) * 1000 } : {}),
  })
}
