import { RevError, type HttpResponse, type OAuth2Grant, type Value } from '@revetl/sdk'
import { basicCredentials } from './sign.ts'

/** Posts a form and returns the answer, whatever its status. @throws RevError where there is none. */
export type TokenRequest = (
  url: string,
  form: string,
  headers: Readonly<Record<string, string>>,
) => Promise<HttpResponse>

/** What a token end point gave. */
export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly lifetimeMs: number | undefined
}

// Errors that mean the grant itself: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 (read 2026-11-22)
const deadErrors = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
])
const lifetimeSecondsMax = 10 * 365 * 24 * 3600

/**
 * Asks for an access token, by refresh token or by client credentials.
 * @throws `REV_AUTH_REFRESH` where the grant is refused; `REV_HTTP_UNAVAILABLE`, class not-sent, for what may pass.
 */
export async function requestTokens(
  grant: OAuth2Grant,
  refreshToken: string | undefined,
  post: TokenRequest,
): Promise<IssuedTokens> {
  const answer = await send(grant, refreshToken, post)
  const body = bodyOf(answer)
  const error = typeof body['error'] === 'string' ? body['error'] : undefined
  if (
    answer.status === 200 &&
    typeof body['access_token'] === 'string' &&
    body['access_token'] !== ''
  ) {
    return issued(body['access_token'], body)
  }
  // Some end points answer a refused grant with 200 or 401, so the word decides and not the status.
  if (error !== undefined && deadErrors.has(error)) throw refused(grant, error)
  throw unavailable(
    grant,
    `it answered ${answer.status}${error === undefined ? ' without a token' : ''}`,
  )
}

async function send(
  grant: OAuth2Grant,
  refreshToken: string | undefined,
  post: TokenRequest,
): Promise<HttpResponse> {
  const form = new URLSearchParams(
    refreshToken === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken },
  )
  if (grant.scopes?.length) form.set('scope', grant.scopes.join(' '))
  const headers: Record<string, string> = { accept: 'application/json' }
  if (grant.clientAuth === 'basic') {
    headers['authorization'] = basicCredentials(
      encodeURIComponent(grant.clientId),
      encodeURIComponent(grant.clientSecret ?? ''),
    )
  } else {
    form.set('client_id', grant.clientId)
    if (grant.clientSecret !== undefined) form.set('client_secret', grant.clientSecret)
  }
  try {
    return await post(grant.tokenUrl, form.toString(), headers)
  } catch (cause) {
    throw unavailable(grant, 'it gave no answer', cause)
  }
}

function issued(accessToken: string, body: Readonly<Record<string, Value>>): IssuedTokens {
  const seconds = Number(body['expires_in'])
  const refreshToken = body['refresh_token']
  return {
    accessToken,
    refreshToken:
      typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    lifetimeMs:
      Number.isFinite(seconds) && seconds > 0
        ? Math.min(seconds, lifetimeSecondsMax) * 1000
        : undefined,
  }
}

function bodyOf(answer: HttpResponse): Readonly<Record<string, Value>> {
  try {
    const value = answer.json()
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, Value>>
    }
  } catch {
    // A proxy's HTML page says as little about the grant as an empty body.
  }
  return {}
}

function refused(grant: OAuth2Grant, error: string): RevError {
  return new RevError(
    'REV_AUTH_REFRESH',
    `Failed to renew the access token at ${new URL(grant.tokenUrl).origin}: the grant was refused (${error}).`,
    { delivery: 'auth', hint: 'Sign in again with `rev auth login`.' },
  )
}

function unavailable(grant: OAuth2Grant, why: string, cause?: unknown): RevError {
  return new RevError(
    'REV_HTTP_UNAVAILABLE',
    `Failed to renew the access token at ${new URL(grant.tokenUrl).origin}: ${why}. The grant is kept and tried again later.`,
    { delivery: 'not-sent', ...(cause === undefined ? {} : { cause }) },
  )
}
