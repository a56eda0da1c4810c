import { RevError, type OAuth2Auth } from '@revetl/sdk'
import { identifyClient } from './identify-client.ts'
import { nameGrant } from './name-grant.ts'
import type { TokenGrant } from './token-grant.ts'
import { requestTokens, type TokenRequestParts } from './token-request.ts'

/** What an OAuth 2 grant is asked with. */
export interface OAuth2Parts extends TokenRequestParts {
  readonly connection: string
}

/** Whether the tokens come from `rev auth login`, and not from the configuration. */
export function isByLogin({ login, refreshToken }: OAuth2Auth): boolean {
  return login !== undefined && refreshToken === undefined
}

/** Names what tokens of a login belong to: another client or another vendor does not use them. */
export function loginGrantId({ tokenUrl, clientId }: OAuth2Auth): string {
  return nameGrant(['login', tokenUrl, clientId])
}

/** A refresh token, rotated or not, a login, or client credentials. */
export function oauth2Grant(auth: OAuth2Auth, parts: OAuth2Parts): TokenGrant {
  return isByLogin(auth) ? loginGrant(auth, parts) : configuredGrant(auth, parts)
}

function configuredGrant(auth: OAuth2Auth, parts: OAuth2Parts): TokenGrant {
  const { tokenUrl, clientId, refreshToken, scopes } = auth
  const hint = 'Get a new grant from the vendor, and give it to this connection in rev.yaml.'
  const scope: Record<string, string> = scopes?.length ? { scope: scopes.join(' ') } : {}
  return {
    id: nameGrant([tokenUrl, clientId, refreshToken, scopes]),
    refreshToken,
    hint,
    request: async (token) => {
      const fields = token === undefined ? { grant_type: 'client_credentials' } : refresh(token)
      const asked = identifyClient(auth, { ...fields, ...scope })
      return requestTokens({ tokenUrl, hint, ...asked }, parts)
    },
  }
}

function loginGrant(auth: OAuth2Auth, parts: OAuth2Parts): TokenGrant {
  const { tokenUrl } = auth
  const { connection } = parts
  const hint = `Log in again: rev auth login ${connection}.`
  return {
    id: loginGrantId(auth),
    refreshToken: undefined,
    hint,
    request: async (token, hasTokens) => {
      if (token === undefined) throw notLoggedIn(connection, hasTokens)
      return requestTokens({ tokenUrl, hint, ...identifyClient(auth, refresh(token)) }, parts)
    },
  }
}

function refresh(token: string): Readonly<Record<string, string>> {
  return { grant_type: 'refresh_token', refresh_token: token }
}

function notLoggedIn(connection: string, hasTokens: boolean): RevError {
  const why = hasTokens
    ? 'the login has ended, and the vendor gave nothing to renew it with'
    : 'not logged in'
  return new RevError(
    'REV_AUTH_MISSING',
    `Failed to sign in to ${connection}: ${why}: run rev auth login ${connection}`,
    { delivery: 'auth', hint: `rev auth login ${connection}` },
  )
}
