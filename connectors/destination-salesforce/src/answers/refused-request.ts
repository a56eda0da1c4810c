import { authError, configError, RevError, type HttpResponse } from '@revetl/sdk'
import { errorOf, type VendorError } from './vendor-error.ts'

// What an org has used comes back hour by hour over a day, and no answer says when:
// https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
// (read 2026-11-27)
const limitWaitMs = 900_000

/** What a refusal says where it is about the request as a whole. */
export function refusedRequest(response: HttpResponse, what: string): RevError {
  const { status } = response
  const error = errorOf(response)
  const message = `Failed to ${what}: Salesforce answered ${status}: ${error.code}: ${error.message}`
  if (isLimit(error)) {
    return new RevError('REV_HTTP_THROTTLED', message, {
      delivery: 'throttled',
      afterMs: limitWaitMs,
      hint: 'The org has used up its API requests of the day; other apps spend the same.',
    })
  }
  switch (status) {
    case 401:
      return authError(message)
    case 403:
      return new RevError('REV_AUTH_SCOPE', message, {
        delivery: 'auth',
        hint: 'Give the app the scope `api`, and its user the permission for the object and its fields.',
      })
    case 404:
    case 405:
    case 410:
      return configError(message, {
        delivery: 'not-applied',
        hint: 'Check the object, its match field and the My Domain URL.',
      })
    case 400:
    case 409:
    case 422:
      return isAboutSync(error) ? wrongSync(message) : refusedContent(message)
    default:
      return new RevError('REV_HTTP_STATUS', message, {
        delivery: response.isOk || status >= 500 ? 'unknown' : 'rejected',
      })
  }
}

/** Whether the org, or the user, has no requests left. */
function isLimit({ code }: VendorError): boolean {
  return code === 'REQUEST_LIMIT_EXCEEDED'
}

/** An object or a column that the org does not have is the sync's fault and no record's. */
function isAboutSync({ code, message }: VendorError): boolean {
  return code === 'INVALID_TYPE' || (code === 'INVALID_FIELD' && /no such column/i.test(message))
}

const wrongSync = (message: string): RevError =>
  configError(message, {
    delivery: 'not-applied',
    hint: 'Check the object and the fields of the mapping with `rev check`.',
  })

/** Nothing of the request was applied; the host finds the record at fault by sending halves. */
const refusedContent = (message: string): RevError =>
  new RevError('REV_RECORD_REJECTED', message, { delivery: 'rejected' })
