import { RevError, type HttpResponse, type Value } from '@revetl/sdk'

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

/** A question to a token end point. */
export interface TokenQuestion {
  readonly tokenUrl: string
  readonly form: URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
  /** What to do when the grant is refused. */
  readonly hint: string
}

/**
 * Asks for an access token.
 * @throws `REV_AUTH_REFRESH` where the grant is refused; `REV_HTTP_UNAVAILABLE`, class not-sent, for what may pass.
 */
export async function requestTokens(
  question: TokenQuestion,
  post: TokenRequest,
): Promise<IssuedTokens> {
  const answer = await send(question, post)
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
  if (error !== undefined && deadErrors.has(error)) throw refused(question, error, body)
  throw unavailable(
    question,
    `it answered ${answer.status}${error === undefined ? ' without a token' : ''}`,
  )
}

async function send(question: TokenQuestion, post: TokenRequest): Promise<HttpResponse> {
  const { tokenUrl, form, headers } = question
  try {
    return await post(tokenUrl, form.toString(), { accept: 'application/json', ...headers })
  } catch (cause) {
    throw unavailable(question, 'it gave no answer', cause)
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

function refused(
  { tokenUrl, hint, form }: TokenQuestion,
  error: string,
  body: Readonly<Record<string, Value>>,
): RevError {
  const reason = [error, descriptionOf(body, form)].filter(Boolean).join(': ')
  return new RevError(
    'REV_AUTH_REFRESH',
    `Failed to renew the access token at ${new URL(tokenUrl).origin}: the grant was refused (${reason}).`,
    { delivery: 'auth', hint },
  )
}

// https://www.rfc-editor.org/rfc/rfc6749#section-5.2: printable ASCII, and some vendors hold to it (read 2026-11-27)
const descriptionLengthMax = 200

/** The vendor's own words, without what was sent to it. */
function descriptionOf(body: Readonly<Record<string, Value>>, form: URLSearchParams): string {
  const said = body['error_description']
  if (typeof said !== 'string') return ''
  // An assertion lives for minutes and is new each time: it is masked here and not for ever.
  const assertion = form.get('assertion')
  const masked = assertion === null ? said : said.replaceAll(assertion, '***')
  return masked
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, descriptionLengthMax)
    .replace(/\.$/, '')
}

function unavailable({ tokenUrl }: TokenQuestion, why: string, cause?: unknown): RevError {
  return new RevError(
    'REV_HTTP_UNAVAILABLE',
    `Failed to renew the access token at ${new URL(tokenUrl).origin}: ${why}. The grant is kept and tried again later.`,
    { delivery: 'not-sent', ...(cause === undefined ? {} : { cause }) },
  )
}
