import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { oauth2, type OAuth2Auth, type OAuth2Grant, type OAuth2Login } from '@revetl/sdk'
import { localServer, sendJson, type LocalServer } from './server.ts'

/** A vendor whose users log in: it checks what the specifications say, and rotates refresh tokens. */
export interface LoginVendor extends AsyncDisposable {
  readonly url: string
  readonly server: LocalServer
  /** Consents as a user would, at an address that the login made. @returns what the browser comes back with */
  consent(url: string, more?: Record<string, string>): URLSearchParams
  /** What the token end point says to a device, one after the other; then it gives a token. */
  readonly deviceErrors: (string | ((response: ServerResponse) => void))[]
  /** What the token end point and that of devices answer instead, once for each entry. */
  readonly trouble: ((response: ServerResponse, body: string) => void)[]
  readonly revoked: string[]
  /** What the next revocation is answered. */
  revokeStatus: number
  /** The form of each request, by path. */
  forms(path: string): Readonly<Record<string, string>>[]
  grant(login?: Partial<OAuth2Login>, more?: Partial<OAuth2Grant>): OAuth2Auth
}

const refuse = (response: ServerResponse, error: string) => sendJson(response, 400, { error })

/** Starts a vendor that knows the client `client-1`. */
export async function loginVendor(
  options: { readonly tokens?: Record<string, unknown> } = {},
): Promise<LoginVendor> {
  let issued = 0
  let authorization = new URLSearchParams()
  const issue = (response: ServerResponse) => {
    issued += 1
    const tokens = {
      access_token: `access-${issued}`,
      refresh_token: `refresh-${issued}`,
      expires_in: 3600,
      ...options.tokens,
    }
    sendJson(response, 200, tokens)
  }
  const exchangeCode = (form: URLSearchParams, response: ServerResponse) => {
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isGood =
      form.get('code') === 'code-1' &&
      form.get('client_id') === authorization.get('client_id') &&
      form.get('redirect_uri') === authorization.get('redirect_uri') &&
      authorization.get('code_challenge_method') === 'S256' &&
      authorization.get('code_challenge') === challenge
    return isGood ? issue(response) : refuse(response, 'invalid_grant')
  }
  const answerDevice = (response: ServerResponse) => {
    const next = vendor.deviceErrors.shift()
    if (next === undefined) return issue(response)
    return typeof next === 'string' ? refuse(response, next) : next(response)
  }
  const server = await localServer((request, response) => {
    const form = new URLSearchParams(request.body.toString())
    const type = form.get('grant_type')
    const trouble = /^\/(token|device)$/.test(request.url) ? vendor.trouble.shift() : undefined
    if (trouble !== undefined) return trouble(response, request.body.toString())
    switch (request.url) {
      case '/token':
        if (type === 'authorization_code') return exchangeCode(form, response)
        if (type === 'refresh_token') {
          const isLatest = form.get('refresh_token') === `refresh-${issued}`
          return isLatest ? issue(response) : refuse(response, 'invalid_grant')
        }
        return answerDevice(response)
      case '/device':
        return sendJson(response, 200, {
          device_code: 'device-1',
          user_code: 'WDJB-MJHT',
          verification_uri: 'https://vendor.example.com/device',
          expires_in: 600,
          interval: 7,
        })
      case '/revoke':
        vendor.revoked.push(form.get('token') ?? '')
        return void response.writeHead(vendor.revokeStatus).end()
      default: {
        const isGood = request.headers.authorization === `Bearer access-${issued}`
        return sendJson(response, isGood ? 200 : 401, {})
      }
    }
  })
  const vendor: LoginVendor = {
    url: `${server.url}/things`,
    server,
    deviceErrors: [],
    trouble: [],
    revoked: [],
    revokeStatus: 200,
    consent: (url, more = {}) => {
      authorization = new URL(url).searchParams
      return new URLSearchParams({
        code: 'code-1',
        state: authorization.get('state') ?? '',
        ...more,
      })
    },
    forms: (path) =>
      server.received
        .filter(({ url }) => url === path)
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body.toString()))),
    grant: (login = {}, more = {}) =>
      oauth2({
        tokenUrl: `${server.url}/token`,
        clientId: 'client-1',
        clientSecret: 'client-secret',
        login: {
          authorizeUrl: `${server.url}/authorize?prompt=login`,
          deviceUrl: `${server.url}/device`,
          revokeUrl: `${server.url}/revoke`,
          scopes: ['basic'],
          ...login,
        },
        ...more,
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return vendor
}
