import { createHash, randomBytes } from 'node:crypto'
import { RevError, type OAuth2Auth, type OAuth2Login } from '@revetl/sdk'
import { identifyClient } from '../auth/identify-client.ts'
import type { OAuthParts } from '../auth/oauth-credentials.ts'
import { plainWords, requestTokens } from '../auth/token-request.ts'
import { keepLogin } from './keep-login.ts'
import type { BrowserLogin } from './login.ts'

/** What a login in the browser is made of. */
export interface BrowserLoginOptions {
  readonly authorizeUrl: string
  readonly login: OAuth2Login
  readonly redirectUri: string
  readonly scopes: readonly string[]
}

/** The authorization-code grant with PKCE: https://www.rfc-editor.org/rfc/rfc7636 (read 2026-11-27) */
export function browserLogin(
  auth: OAuth2Auth,
  parts: OAuthParts,
  options: BrowserLoginOptions,
): BrowserLogin {
  const state = randomBytes(32).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  const { redirectUri, scopes, login } = options
  const isOurs = (answer: URLSearchParams) => one(answer, 'state') === state
  return {
    url: authorizationUrl(auth, options, { state, verifier }),
    isOurs,
    finish: async (answer) => {
      const fail = (why: string) => loginError(parts.connection, why)
      if (!isOurs(answer)) throw fail('the answer belongs to another login (its state is not ours)')
      const code = codeOf(answer, login, fail)
      const question = identifyClient(auth, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
      const { tokenUrl } = auth
      const asked = { tokenUrl, hint: exchangeHint, isLogin: true, ...question }
      const tokens = await requestTokens(asked, parts)
      return keepLogin(auth, parts, { tokens, asked: scopes })
    },
  }
}

const exchangeHint =
  'Check the client id, the client secret and the redirect address at the vendor.'

/** The code that the vendor gave, or why it gave none. */
function codeOf(
  answer: URLSearchParams,
  { issuer }: OAuth2Login,
  fail: (why: string) => RevError,
): string {
  checkIssuer(one(answer, 'iss'), issuer, fail)
  const error = one(answer, 'error')
  if (error !== undefined) throw fail(refusalOf(error, one(answer, 'error_description')))
  const code = one(answer, 'code')
  if (code === undefined) throw fail('the answer has no code')
  return code
}

/** A login that did not come to its end. */
export function loginError(connection: string, why: string): RevError {
  return new RevError('REV_AUTH_LOGIN', `Failed to log in to ${connection}: ${why}.`, {
    delivery: 'auth',
    hint: `Try again: rev auth login ${connection}`,
  })
}

function authorizationUrl(
  { clientId }: OAuth2Auth,
  { authorizeUrl, login, redirectUri, scopes }: BrowserLoginOptions,
  { state, verifier }: { readonly state: string; readonly verifier: string },
): string {
  const url = new URL(authorizeUrl)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const parameters = {
    ...login.parameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** A code of another vendor must not reach this one: https://www.rfc-editor.org/rfc/rfc9207 (read 2026-11-27) */
function checkIssuer(
  got: string | undefined,
  expected: string | undefined,
  fail: (why: string) => RevError,
): void {
  if (expected === undefined || got === expected) return
  const said = got === undefined ? 'nobody' : plainWords(got)
  throw fail(`the answer comes from another vendor. Expected iss ${expected}, got ${said}`)
}

function refusalOf(error: string, description: string | undefined): string {
  const words = description === undefined ? '' : `: ${plainWords(description)}`
  return error === 'access_denied'
    ? `consent was denied (access_denied${words})`
    : `the vendor refused (${plainWords(error)}${words})`
}

/** A parameter that is there once: one that comes twice is nobody's honest answer. */
function one(answer: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = answer.getAll(name)
  return others.length === 0 ? value : undefined
}
