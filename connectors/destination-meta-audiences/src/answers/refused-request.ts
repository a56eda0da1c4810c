import {
  authError,
  configError,
  jsonObject,
  jsonText,
  RevError,
  statusError,
  type HttpResponse,
  type Value,
} from '@revetl/sdk'
import { regainMs } from './usage.ts'

// Codes: https://developers.facebook.com/docs/marketing-api/error-reference and
// https://developers.facebook.com/docs/graph-api/guides/error-handling (read 2026-11-27)
const throttles: readonly number[] = [4, 17, 32, 341, 368, 613]
const credentials: readonly number[] = [102, 190, 463, 467]
const terms = 'Accept the terms for custom audiences in the Ads Manager.'
const hints: Readonly<Record<number, string>> = {
  2655: terms,
  2663: terms,
  1_487_301: 'Share the audience with the ad account of this connection.',
  1_487_366: 'The audience was deleted: name another one.',
}
// Subcodes of 100, “invalid parameter”.
const subcodeHints: Readonly<Record<number, string>> = {
  33: 'Check the id of the audience, and give the system user access to the ad account.',
  1_713_230: 'Resolve the restrictions on the audience in the Audience Manager.',
}

/** What a refusal means. Nothing of the request was applied, unless the error says that nobody knows. */
export function refusedRequest(response: HttpResponse, what: string): RevError {
  const error = errorOf(response)
  const { code, subcode } = error
  const failed = `Failed to ${what}: Meta answered ${response.status}, code ${code}: ${error.message}`
  const delivery = 'not-applied'
  if (isThrottle(code)) return throttled(failed, response)
  if (credentials.includes(code)) return authError(failed)
  if (isPermission(code)) return missingPermission(failed)
  // https://developers.facebook.com/docs/graph-api/guides/error-handling (read 2026-11-27)
  if (code === 1 && /reduce the amount of data/i.test(error.message)) {
    return new RevError('REV_HTTP_TOO_LARGE', failed, { delivery: 'too-large' })
  }
  if (code === 1 || code === 2 || error.isTransient) {
    return new RevError('REV_HTTP_STATUS', failed, { delivery: 'unknown' })
  }
  // An answer that is none of Meta's own says nothing but its status.
  if (code === 0) return statusError(response)
  // Entries at fault are counted and never refuse a request: this is about the audience, and would meet each half too.
  const hint = hints[code] ?? (code === 100 ? subcodeHints[subcode] : undefined)
  const usual = 'Look at the audience in the Ads Manager, then run again.'
  return configError(failed, { delivery, hint: hint ?? usual })
}

// The limits of use cases have codes of their own, custom audiences 80003:
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026-11-27)
const isThrottle = (code: number): boolean =>
  throttles.includes(code) || (code >= 80_000 && code <= 80_014)

const isPermission = (code: number): boolean =>
  code === 3 || code === 10 || (code >= 200 && code <= 299)

function throttled(message: string, response: HttpResponse): RevError {
  const afterMs = regainMs(response.headers)
  return new RevError('REV_HTTP_THROTTLED', message, {
    delivery: 'throttled',
    ...(afterMs === 0 ? {} : { afterMs }),
  })
}

function missingPermission(message: string): RevError {
  return new RevError('REV_AUTH_SCOPE', message, {
    delivery: 'auth',
    hint: 'Give the token ads_management, and its user access to the ad account.',
  })
}

interface MetaError {
  readonly code: number
  readonly subcode: number
  readonly message: string
  readonly isTransient: boolean
}

/** The error in an answer; a code of 0 where there is none. */
export function errorOf(response: HttpResponse): MetaError {
  const error = jsonObject(jsonObject(response.json())['error'])
  const texts = [error['error_user_msg'], error['message']].flatMap((one) => jsonText(one) ?? [])
  return {
    code: numberOf(error['code']),
    subcode: numberOf(error['error_subcode']),
    message: texts[0] ?? 'no reason',
    isTransient: error['is_transient'] === true,
  }
}

const numberOf = (value: Value | undefined): number => (typeof value === 'number' ? value : 0)
