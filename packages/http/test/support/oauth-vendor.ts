import type { ServerResponse } from 'node:http'
import { localServer, sendJson, type LocalServer } from './server.ts'

/** A vendor that rotates refresh tokens and revokes the whole grant when one is used twice. */
export interface OAuthVendor extends AsyncDisposable {
  readonly url: string
  readonly tokenUrl: string
  readonly server: LocalServer
  refreshes: number
  isRevoked: boolean
  /** The access token of now stops working. */
  expire(): void
  /** What the token end point answers instead, once for each entry. */
  readonly trouble: ((response: ServerResponse) => void)[]
}

/** Starts a vendor whose first refresh token is `refresh-0`. */
export async function oauthVendor(
  options: { rotates?: boolean; lifetimeS?: number } = {},
): Promise<OAuthVendor> {
  const { rotates = true, lifetimeS = 3600 } = options
  let version = 0
  let isExpired = true
  const server = await localServer((request, response) => {
    if (request.url === '/token') {
      vendor.refreshes += 1
      const trouble = vendor.trouble.shift()
      if (trouble) return trouble(response)
      const form = new URLSearchParams(request.body.toString())
      const expected = rotates ? `refresh-${version}` : 'refresh-0'
      if (form.get('refresh_token') !== expected) vendor.isRevoked = true
      if (vendor.isRevoked) return sendJson(response, 400, { error: 'invalid_grant' })
      version += 1
      isExpired = false
      return sendJson(response, 200, {
        access_token: `access-${version}`,
        expires_in: lifetimeS,
        ...(rotates ? { refresh_token: `refresh-${version}` } : {}),
      })
    }
    const isGood =
      !isExpired &&
      !vendor.isRevoked &&
      request.headers.authorization === `Bearer access-${version}`
    sendJson(response, isGood ? 200 : 401, {})
  })
  const vendor: OAuthVendor = {
    url: `${server.url}/things`,
    tokenUrl: `${server.url}/token`,
    server,
    refreshes: 0,
    isRevoked: false,
    trouble: [],
    expire: () => (isExpired = true),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return vendor
}
