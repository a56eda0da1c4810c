import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type Configuration } from 'oidc-provider'
import { onTestFinished } from 'vitest'

/** A vendor whose users log in at an OpenID provider that is not ours, and whose API takes its tokens. */
export interface OpenIdVendor {
  readonly url: string
  /** Who wrote each person, by id. */
  readonly people: Map<string, string>
  /** Events of the provider, such as `grant.revoked`, in order. */
  readonly events: string[]
  /** Grant types that the token end point was asked for. */
  readonly asked: string[]
  /** Refresh tokens that it gave out, in order. */
  readonly refreshTokens: string[]
  /** Ends every access token. */
  expireTokens(): Promise<void>
  /** Called before the token end point looks at a request, and again before it answers. */
  atToken: ((moment: 'before' | 'after') => Promise<void>) | undefined
  /** Called before a request of the API is looked at, with its token. */
  beforeApi: ((token: string) => Promise<void>) | undefined
}

const clientId = 'rev-client'

/** What the test's users configure. */
export const openIdClient = { id: clientId }

const watched = [
  'grant.success',
  'grant.error',
  'grant.revoked',
  'refresh_token.consumed',
  'refresh_token.destroyed',
  'authorization_code.consumed',
] as const

/** Starts it on a free port; it ends with the test. Access tokens live for so many seconds. */
export async function startOpenIdVendor(
  options: { readonly accessTokenSeconds?: number } = {},
): Promise<OpenIdVendor> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, configuration(options.accessTokenSeconds ?? 3600))
  const issued: { destroy(): Promise<void> }[] = []
  provider.on('access_token.saved', (token) => void issued.push(token))
  const vendor: OpenIdVendor = {
    url,
    people: new Map(),
    events: [],
    asked: [],
    refreshTokens: [],
    expireTokens: async () => {
      for (const token of issued.splice(0)) await token.destroy()
    },
    atToken: undefined,
    beforeApi: undefined,
  }
  for (const name of watched) {
    provider.on(name as 'grant.revoked', () => void vendor.events.push(name))
  }
  provider.use(async (ctx, next) => {
    if (ctx.path !== '/token') return next()
    await vendor.atToken?.('before')
    await next()
    vendor.asked.push(String(ctx.oidc.params?.['grant_type']))
    const { refresh_token: refreshToken } = ctx.body as { readonly refresh_token?: string }
    if (refreshToken !== undefined) vendor.refreshTokens.push(refreshToken)
    await vendor.atToken?.('after')
  })
  const login = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/people')) void serveApi(vendor, provider, request, response)
    else void login(request, response)
  })
  return vendor
}

function configuration(accessTokenSeconds: number): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        // A native client may come back to any port: https://www.rfc-editor.org/rfc/rfc8252#section-7.3
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        grant_types: [
          'authorization_code',
          'refresh_token',
          'urn:ietf:params:oauth:grant-type:device_code',
        ],
      },
    ],
    scopes: ['openid', 'offline_access', 'people'],
    cookies: { keys: ['a key of a test'] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 300,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  }
}

async function serveApi(
  vendor: OpenIdVendor,
  provider: Provider,
  { headers, method, url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const given = headers.authorization?.replace(/^Bearer /, '') ?? ''
  await vendor.beforeApi?.(given)
  const token = await provider.AccessToken.find(given)
  const isGood =
    token !== undefined && !token.isExpired && token.scope?.split(' ').includes('people')
  if (isGood && method === 'PUT') vendor.people.set(url.split('/')[2] ?? '', token.accountId)
  response
    .writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' })
    .end(JSON.stringify({ account: token?.accountId ?? null }))
}
