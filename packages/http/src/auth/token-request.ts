import { RevError, type Clock, type HttpResponse, type Value } from '@revetl/sdk'
import { retryAfterMs } from '../attempts/retry-after.ts'

/** Posts a form and returns the answer, whatever its status. @throws RevError where there is none. */
export type TokenRequest = (
  url: string,
  form: string,
  headers: Readonly<Record<string, string>>,
) => Promise<HttpResponse>

/** What a token end point is asked through. */
export interface TokenRequestParts {
  readonly post: TokenRequest
  readonly clock: Clock
}

/** What a token end point gave. */
export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly lifetimeMs: number | undefined
  /** What was granted, where it says so. */
  readonly scopes: readonly string[] | undefined
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
  /** What to do when it is refused. */
  readonly hint: string
  /** Whether somebody is logging in, and no grant is there yet that could be kept. */
  readonly isLogin?: boolean
}

/** What a token end point said. */
export type TokenAnswer =
  | { readonly kind: 'issued'; readonly tokens: IssuedTokens }
  /** It named an error. */
  | ({ readonly kind: 'refused'; readonly error: string; readonly description: string } & Pause)
  | ({ readonly kind: 'none'; readonly why: string; readonly cause?: unknown } & Pause)

interface Pause {
  /** How long it wants to be left alone, where it says so. */
  readonly afterMs?: number | undefined
}

/**
 * Asks for an access token.
 * @throws `REV_AUTH_REFRESH` (`REV_AUTH_LOGIN` for a login) where it is refused; `REV_HTTP_UNAVAILABLE`, class not-sent,
 * for what may pass, with the wait that the end point asked for.
 */
export async function requestTokens(
  question: TokenQuestion,
  parts: TokenRequestParts,
): Promise<IssuedTokens> {
  const answer = await askForTokens(question, parts)
  if (answer.kind === 'issued') return answer.tokens
  if (answer.kind === 'none') throw unavailable(question, answer.why, answer)
  // Before there is a grant, any refusal ends the login: its code is good for one try.
  if (question.isLogin || deadErrors.has(answer.error)) throw refused(question, answer)
  throw unavailable(question, `it answered ${answer.error}`, answer)
}

/** Asks for an access token, and leaves it to the caller what an answer without one means. */
export async function askForTokens(
  question: TokenQuestion,
  { post, clock }: TokenRequestParts,
): Promise<TokenAnswer> {
  const { tokenUrl, form, headers } = question
  let answer: HttpResponse
  try {
    answer = await post(tokenUrl, form.toString(), { accept: 'application/json', ...headers })
  } catch (cause) {
    return { kind: 'none', why: 'it gave no answer', cause }
  }
  const body = bodyOf(answer)
  const { access_token: accessToken, error } = body
  if (answer.status === 200 && typeof accessToken === 'string' && accessToken !== '') {
    return { kind: 'issued', tokens: issued(accessToken, body) }
  }
  const afterMs = retryAfterMs(answer.headers['retry-after'], clock.now())
  // Some end points answer a refused grant with 200 or 401, so the word decides and not the status.
  if (typeof error === 'string') {
    const description = descriptionOf(body, form)
    return { kind: 'refused', error: plainWords(error), description, afterMs }
  }
  return { kind: 'none', why: `it answered ${answer.status} without a token`, afterMs }
}

function issued(accessToken: string, body: Readonly<Record<string, Value>>): IssuedTokens {
  const seconds = Number(body['expires_in'])
  const { refresh_token: refreshToken, scope } = body
  return {
    accessToken,
    refreshToken:
      typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    lifetimeMs:
      Number.isFinite(seconds) && seconds > 0
        ? Math.min(seconds, lifetimeSecondsMax) * 1000
        : undefined,
    scopes: typeof scope === 'string' ? scope.split(/[\s,]+/).filter(Boolean) : undefined,
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
  { tokenUrl, hint, isLogin = false }: TokenQuestion,
  { error, description }: Extract<TokenAnswer, { readonly kind: 'refused' }>,
): RevError {
  const reason = [error, description].filter(Boolean).join(': ')
  const { origin } = new URL(tokenUrl)
  return isLogin
    ? new RevError('REV_AUTH_LOGIN', `Failed to log in at ${origin}: it was refused (${reason}).`, {
        delivery: 'auth',
        hint,
      })
    : new RevError(
        'REV_AUTH_REFRESH',
        `Failed to renew the access token at ${origin}: the grant was refused (${reason}).`,
        { delivery: 'auth', hint },
      )
}

function unavailable(
  { tokenUrl, isLogin = false }: TokenQuestion,
  why: string,
  { cause, afterMs }: Pause & { readonly cause?: unknown },
): RevError {
  const { origin } = new URL(tokenUrl)
  return new RevError(
    'REV_HTTP_UNAVAILABLE',
    isLogin
      ? `Failed to log in at ${origin}: ${why}.`
      : `Failed to renew the access token at ${origin}: ${why}. The grant is kept and tried again later.`,
    {
      delivery: 'not-sent',
      ...(cause === undefined ? {} : { cause }),
      ...(afterMs === undefined ? {} : { afterMs }),
    },
  )
}

const wordsLengthMax = 200
// Masked here, and before the text is cut. Some live for minutes and are new each time, so that no redactor keeps them.
const sensitive = [
  'assertion',
  'code',
  'code_verifier',
  'device_code',
  'client_secret',
  'refresh_token',
]

/** The vendor's own words, without what was sent to it. */
function descriptionOf(body: Readonly<Record<string, Value>>, form: URLSearchParams): string {
  const said = body['error_description']
  if (typeof said !== 'string') return ''
  const masked = sensitive
    .flatMap((name) => form.get(name) ?? [])
    .reduce((text, secret) => text.replaceAll(secret, '***'), said)
  return plainWords(masked).replace(/\.$/, '')
}

/** A vendor's text on one line, and no longer than a message can take. */
export function plainWords(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, wordsLengthMax)
}
