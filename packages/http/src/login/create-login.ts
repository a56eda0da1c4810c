import { isRevError, RevError, type Auth, type OAuth2Auth, type OAuth2Login } from '@revetl/sdk'
import type { OAuthParts } from '../auth/oauth-credentials.ts'
import { isByLogin, loginGrantId } from '../auth/oauth2-grant.ts'
import { browserLogin } from './browser-login.ts'
import { deviceLogin } from './device-login.ts'
import type { Login, LoginMethod, LoginStatus } from './login.ts'
import { revokeTokens } from './revoke-tokens.ts'

/** What users of a connection log in with; nothing where its credentials stand in the configuration. */
export function createLogin(auth: Auth | undefined, parts: OAuthParts): Login | undefined {
  if (auth?.kind !== 'oauth2' || auth.login === undefined || !isByLogin(auth)) return undefined
  const { login } = auth
  const { connection, store } = parts
  const { authorizeUrl, deviceUrl, revokeUrl } = login
  checkAddresses(connection, { authorizeUrl, deviceUrl, revokeUrl, tokenUrl: auth.tokenUrl })
  const read = async () => {
    const stored = await store.read(connection)
    return stored?.grant === loginGrantId(auth) ? stored : undefined
  }
  return {
    methods: methodsOf(login),
    redirect: redirectOf(connection, login),
    scopesFor: (objects) => scopesFor(login, objects),
    status: async (): Promise<LoginStatus | undefined> => {
      const stored = await read()
      if (stored?.login === undefined) return undefined
      const isRenewable = stored.refreshToken !== undefined
      return { ...stored.login, isRenewable, renewAtMs: stored.renewAtMs }
    },
    browser: (options) => {
      if (authorizeUrl === undefined) throw noSuchWay(connection, 'in the browser')
      return browserLogin(auth, parts, { ...options, authorizeUrl, login })
    },
    device: async ({ scopes }) => {
      if (deviceUrl === undefined) throw noSuchWay(connection, 'by a code on another device')
      return deviceLogin(auth, parts, { deviceUrl, scopes })
    },
    logout: () => logOut(auth, parts),
  }
}

function redirectOf(connection: string, { redirect = {} }: OAuth2Login): Login['redirect'] {
  const { host = '127.0.0.1', port, path = '/callback' } = redirect
  if (/^\/[^?#]*$/.test(path)) return { host, port, path }
  throw unreadable(connection, `expected redirect.path to be a path such as /callback, got ${path}`)
}

function methodsOf({ authorizeUrl, deviceUrl }: OAuth2Login): readonly LoginMethod[] {
  return [
    ...(authorizeUrl === undefined ? [] : (['browser'] as const)),
    ...(deviceUrl === undefined ? [] : (['device'] as const)),
  ]
}

function scopesFor(
  { scopes = [], scopesByObject = {} }: OAuth2Login,
  objects: readonly string[],
): readonly string[] {
  const needed = objects.flatMap((name) =>
    Object.hasOwn(scopesByObject, name) ? scopesByObject[name] : scopesByObject['*'],
  )
  return [...new Set([...scopes, ...needed.filter((scope) => scope !== undefined)])]
}

/** Forgets the tokens in any case: who logs out may have lost the vendor, or the key of the tokens. */
function logOut(
  auth: OAuth2Auth,
  { connection, store, post, onSecret }: OAuthParts,
): ReturnType<Login['logout']> {
  return store.withLock(connection, async () => {
    const stored = await store.read(connection).catch(forgetUnreadable)
    if (stored === undefined) return 'absent'
    if (stored === 'unreadable') {
      await store.delete(connection)
      return 'forgotten'
    }
    onSecret(stored.accessToken)
    if (stored.refreshToken !== undefined) onSecret(stored.refreshToken)
    const isRevoked = await revokeTokens(auth, stored, post)
    await store.delete(connection)
    return isRevoked ? 'revoked' : 'forgotten'
  })
}

/** Without their key, or damaged, tokens cannot be given back; and nobody can use them either. */
function forgetUnreadable(error: unknown): 'unreadable' {
  const isUnreadable =
    isRevError(error) && (error.code === 'REV_AUTH_KEY' || error.code === 'REV_STATE_BROKEN')
  if (isUnreadable) return 'unreadable'
  throw error
}

/** A secret goes to nobody in the clear; this machine is the exception, for tests and local vendors. */
function checkAddresses(
  connection: string,
  addresses: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (address === undefined) continue
    const url = URL.parse(address)
    if (url?.protocol === 'https:') continue
    if (url?.protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(url.hostname)) continue
    throw unreadable(connection, `expected ${name} to be an https address, got ${address}`)
  }
}

function unreadable(connection: string, why: string): RevError {
  return new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to read how users log in to ${connection}: ${why}.`,
    { hint: 'Tell the author of the connector, or check the address in rev.yaml.' },
  )
}

function noSuchWay(connection: string, way: string): RevError {
  return new RevError(
    'REV_AUTH_LOGIN',
    `Failed to log in to ${connection}: its connector cannot do it ${way}.`,
    { hint: `See the ways of each connection with rev auth list.` },
  )
}
