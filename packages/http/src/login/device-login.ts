import type { HttpResponse, OAuth2Auth, RevError, Value } from '@revetl/sdk'
import { identifyClient } from '../auth/identify-client.ts'
import type { OAuthParts } from '../auth/oauth-credentials.ts'
import { askForTokens, plainWords } from '../auth/token-request.ts'
import { loginError } from './browser-login.ts'
import { keepLogin } from './keep-login.ts'
import type { DeviceLogin } from './login.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
// Five seconds, where the vendor names nothing, and five more each time that it asks for patience:
// https://www.rfc-editor.org/rfc/rfc8628#section-3.5 (read 2026-11-27)
const intervalMsDefault = 5000
const slowDownMs = 5000
const expiresInMsDefault = 15 * 60_000

interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUrl: string
  readonly completeUrl: string | undefined
  readonly expiresInMs: number
  readonly intervalMs: number
}

/** The device grant: the user types a code on any device. @throws `REV_AUTH_LOGIN` where the vendor gives no code */
export async function deviceLogin(
  auth: OAuth2Auth,
  parts: OAuthParts,
  { deviceUrl, scopes }: { readonly deviceUrl: string; readonly scopes: readonly string[] },
): Promise<DeviceLogin> {
  const scope: Record<string, string> = scopes.length === 0 ? {} : { scope: scopes.join(' ') }
  const { form, headers } = identifyClient(auth, scope)
  const answer = await parts.post(deviceUrl, form.toString(), {
    accept: 'application/json',
    ...headers,
  })
  const { deviceCode, intervalMs, ...shown } = readCode(parts.connection, answer)
  const endMs = parts.clock.monotonicMs() + shown.expiresInMs
  return {
    ...shown,
    finish: async (signal) => {
      const tokens = await pollForTokens(auth, parts, { deviceCode, intervalMs, endMs, signal })
      return keepLogin(auth, parts, { tokens, asked: scopes })
    },
  }
}

async function pollForTokens(
  auth: OAuth2Auth,
  parts: OAuthParts,
  {
    deviceCode,
    intervalMs,
    endMs,
    signal,
  }: {
    readonly deviceCode: string
    readonly intervalMs: number
    readonly endMs: number
    readonly signal: AbortSignal
  },
) {
  const { tokenUrl } = auth
  const { connection, clock } = parts
  const fields = { grant_type: grantType, device_code: deviceCode }
  const question = { tokenUrl, hint: '', ...identifyClient(auth, fields) }
  for (let waitMs = intervalMs; ;) {
    await clock.sleep(waitMs, signal)
    if (clock.monotonicMs() > endMs) throw loginError(connection, 'the code was not used in time')
    const answer = await askForTokens(question, parts)
    if (answer.kind === 'issued') return answer.tokens
    // A time-out is a request to come less often, and any other failure may pass as long as the code is good.
    if (answer.kind === 'none') waitMs = Math.max(waitMs * 2, answer.afterMs ?? 0)
    else if (answer.error === 'slow_down') waitMs += slowDownMs
    else if (answer.error !== 'authorization_pending') throw refusal(connection, answer)
  }
}

function refusal(
  connection: string,
  { error, description }: { readonly error: string; readonly description: string },
): RevError {
  if (error === 'access_denied') return loginError(connection, 'consent was denied (access_denied)')
  if (error === 'expired_token') return loginError(connection, 'the code was not used in time')
  const words = [error, description].filter(Boolean).join(': ')
  return loginError(connection, `the vendor refused (${words})`)
}

function readCode(connection: string, answer: HttpResponse): DeviceCode {
  const body = jsonObject(answer)
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined)
  const deviceCode = text('device_code')
  const userCode = text('user_code')
  // Google's older name for it: https://developers.google.com/identity/protocols/oauth2/limited-input-device (read 2026-11-27)
  const verificationUrl = webAddress(text('verification_uri') ?? text('verification_url'))
  if (deviceCode === undefined || userCode === undefined || verificationUrl === undefined) {
    const said = [text('error'), text('error_description')].flatMap((words) =>
      words === undefined ? [] : [plainWords(words)],
    )
    const why = said.length === 0 ? `${answer.status} without a code` : said.join(': ')
    throw loginError(connection, `the vendor gave no code (${why})`)
  }
  return {
    deviceCode,
    userCode: plainWords(userCode),
    verificationUrl,
    completeUrl: webAddress(text('verification_uri_complete')),
    expiresInMs: millis(body['expires_in']) ?? expiresInMsDefault,
    intervalMs: millis(body['interval']) ?? intervalMsDefault,
  }
}

function millis(seconds: Value | undefined): number | undefined {
  const number = Number(seconds)
  return Number.isFinite(number) && number > 0 ? number * 1000 : undefined
}

/** An address that a user can be sent to. */
function webAddress(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function jsonObject(answer: HttpResponse): Readonly<Record<string, Value>> {
  try {
    const value = answer.json()
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, Value>>
    }
  } catch {
    // The status says enough.
  }
  return {}
}
