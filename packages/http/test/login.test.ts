import { RevError } from '@revetl/sdk'
import { expect, test, vi } from 'vitest'
import { createMemoryTokenStore, type Gateway, type Login, type TokenStore } from '../src/index.ts'
import { call, keptLog, localGateway } from './support/gateway.ts'
import { loginVendor, type LoginVendor } from './support/login-vendor.ts'
import { sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

vi.setConfig({ testTimeout: 30_000 })

const redirectUri = 'http://127.0.0.1:4242/callback'
const never = new AbortController().signal

function loginOf({ login }: Gateway): Login {
  if (login === undefined) throw new Error('expected a connection that users log in to')
  return login
}

test('a login in the browser asks with PKCE, and its tokens sign requests from then on', async () => {
  await using vendor = await loginVendor()
  const tokens = createMemoryTokenStore()
  await using gateway = localGateway({ auth: vendor.grant(), tokens })
  const login = loginOf(gateway).browser({ redirectUri, scopes: ['basic', 'things'] })
  const asked = Object.fromEntries(new URL(login.url).searchParams)
  expect(asked).toMatchObject({
    prompt: 'login',
    response_type: 'code',
    client_id: 'client-1',
    redirect_uri: redirectUri,
    scope: 'basic things',
    code_challenge_method: 'S256',
  })
  expect(asked['state']).toMatch(/^[\w-]{43}$/)
  expect(login.url).not.toContain('client-secret')
  const done = await login.finish(vendor.consent(login.url))
  expect(done).toEqual({ scopes: ['basic', 'things'], isRenewable: true })
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
  await using other = localGateway({ auth: vendor.grant(), tokens })
  expect((await other.client(call()).http.get(vendor.url)).isOk).toBe(true)
  expect(vendor.forms('/token')).toHaveLength(1)
})

test('what the vendor granted counts, and not what was asked for', async () => {
  await using vendor = await loginVendor({ tokens: { scope: 'basic' } })
  await using gateway = localGateway({ auth: vendor.grant() })
  const login = loginOf(gateway).browser({ redirectUri, scopes: ['basic', 'things'] })
  await login.finish(vendor.consent(login.url))
  expect((await loginOf(gateway).status())?.scopes).toEqual(['basic'])
})

test('a connection that nobody logged in to says so, and how to', async () => {
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant(), connection: 'crm' })
  await expect(gateway.client(call()).http.get(vendor.url)).rejects.toMatchObject({
    code: 'REV_AUTH_MISSING',
    delivery: 'auth',
    message: expect.stringContaining('not logged in: run rev auth login crm'),
  })
  expect(vendor.server.received).toEqual([])
  expect(await loginOf(gateway).status()).toBeUndefined()
})

test('a login that is renewed keeps what was granted, and one of another client is not used', async () => {
  await using vendor = await loginVendor({ tokens: { expires_in: 1, scope: 'basic' } })
  const tokens = createMemoryTokenStore()
  const clock = virtualClock()
  await using gateway = localGateway({ auth: vendor.grant(), tokens, clock })
  const login = loginOf(gateway).browser({ redirectUri, scopes: [] })
  await login.finish(vendor.consent(login.url))
  const before = await loginOf(gateway).status()
  const { http } = gateway.client(call())
  await http.get(vendor.url)
  await clock.drive(clock.sleep(2000), () => false)
  await http.get(vendor.url)
  expect(vendor.forms('/token').map((form) => form['grant_type'])).toContain('refresh_token')
  expect(await tokens.read('test')).toMatchObject({ refreshToken: 'refresh-2' })
  expect((await loginOf(gateway).status())?.scopes).toEqual(before?.scopes)
  await using other = localGateway({ auth: vendor.grant({}, { clientId: 'other' }), tokens })
  expect(await loginOf(other).status()).toBeUndefined()
})

test.each([
  ['another state', { state: 'of-another-login' }, 'its state is not ours'],
  ['denied consent', { error: 'access_denied', code: '' }, 'consent was denied (access_denied)'],
  ['an error', { error: 'server_error\n!', error_description: 'later' }, 'server_error !: later'],
  ['another issuer', { iss: 'https://evil.example.com' }, 'comes from another vendor'],
  ['no issuer', { iss: undefined }, 'comes from another vendor'],
  ['no code', { code: undefined }, 'the answer has no code'],
  ['a wrong code', { code: 'code-2' }, 'it was refused (invalid_grant)'],
] as [string, Record<string, string | undefined>, string][])(
  'an answer with %s ends the login and keeps nothing',
  async (_name, change, says) => {
    await using vendor = await loginVendor()
    const issuer = 'https://vendor.example.com'
    const tokens = createMemoryTokenStore()
    await using gateway = localGateway({ auth: vendor.grant({ issuer }), tokens })
    const login = loginOf(gateway).browser({ redirectUri, scopes: [] })
    const answer = vendor.consent(login.url, { iss: issuer })
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) answer.delete(name)
      else answer.set(name, value)
    }
    await expect(login.finish(answer)).rejects.toMatchObject({
      code: 'REV_AUTH_LOGIN',
      message: expect.stringContaining(says),
    })
    expect(await tokens.read('test')).toBeUndefined()
    expect(vendor.forms('/token')).toHaveLength(change['code'] === 'code-2' ? 1 : 0)
  },
)

test('an answer that says its code twice is nobody’s', async () => {
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant() })
  const login = loginOf(gateway).browser({ redirectUri, scopes: [] })
  const answer = vendor.consent(login.url)
  answer.append('code', 'code-of-somebody')
  await expect(login.finish(answer)).rejects.toMatchObject({ code: 'REV_AUTH_LOGIN' })
})

test('a device polls as often as the vendor allows, through trouble, until the user is done', async () => {
  const clock = virtualClock()
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant(), clock })
  vendor.deviceErrors.push(
    'authorization_pending',
    'slow_down',
    (response) => sendJson(response, 503, {}),
    'authorization_pending',
  )
  const login = await loginOf(gateway).device({ scopes: ['basic'] })
  expect(login).toMatchObject({
    userCode: 'WDJB-MJHT',
    verificationUrl: 'https://vendor.example.com/device',
    completeUrl: undefined,
    expiresInMs: 600_000,
  })
  expect(vendor.forms('/device')).toEqual([
    { client_id: 'client-1', client_secret: 'client-secret', scope: 'basic' },
  ])
  const done = await clock.drive(login.finish(never), () => false)
  expect(done).toEqual({ scopes: ['basic'], isRenewable: true })
  // 7 s, 7 s, 12 s after slow_down, 24 s after a failure, and the same again.
  expect(clock.monotonicMs()).toBe(7000 + 7000 + 12_000 + 24_000 + 24_000)
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
})

test.each([
  ['access_denied', 'consent was denied'],
  ['expired_token', 'not used in time'],
  ['invalid_client', 'the vendor refused (invalid_client)'],
])('a device that is told %s gives up', async (error, says) => {
  const clock = virtualClock()
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant(), clock })
  vendor.deviceErrors.push(error)
  const login = await loginOf(gateway).device({ scopes: [] })
  const failed = login.finish(never).catch((thrown: unknown) => thrown)
  expect(await clock.drive(failed, () => false)).toMatchObject({
    code: 'REV_AUTH_LOGIN',
    message: expect.stringContaining(says),
  })
})

test('a device whose code nobody uses gives up when the code ends', async () => {
  const clock = virtualClock()
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant(), clock })
  vendor.deviceErrors.push(...Array.from({ length: 200 }, () => 'authorization_pending'))
  const login = await loginOf(gateway).device({ scopes: [] })
  const failed = login.finish(never).catch((thrown: unknown) => thrown)
  expect(await clock.drive(failed, () => false)).toMatchObject({ code: 'REV_AUTH_LOGIN' })
  expect(clock.monotonicMs()).toBeGreaterThan(600_000)
  expect(clock.monotonicMs()).toBeLessThan(620_000)
})

test('logging out gives the refresh token back and forgets it, whatever the vendor says', async () => {
  await using vendor = await loginVendor()
  const tokens = createMemoryTokenStore()
  await using gateway = localGateway({ auth: vendor.grant(), tokens })
  const login = loginOf(gateway)
  for (const [status, says] of [
    [200, 'revoked'],
    [503, 'forgotten'],
  ] as const) {
    vendor.revokeStatus = status
    const browser = login.browser({ redirectUri, scopes: [] })
    await browser.finish(vendor.consent(browser.url))
    expect(await login.logout()).toBe(says)
    expect(await tokens.read('test')).toBeUndefined()
  }
  expect(vendor.revoked).toEqual(['refresh-1', 'refresh-2'])
  expect(await login.logout()).toBe('absent')
})

test('scopes are those of the connection and of the objects in use', async () => {
  await using vendor = await loginVendor()
  const scopesByObject = { contacts: ['contacts'], deals: ['deals', 'basic'], '*': ['custom'] }
  await using gateway = localGateway({ auth: vendor.grant({ scopesByObject }) })
  const login = loginOf(gateway)
  expect(login.scopesFor([])).toEqual(['basic'])
  expect(login.scopesFor(['deals', 'contacts'])).toEqual(['basic', 'deals', 'contacts'])
  expect(login.scopesFor(['p123_things'])).toEqual(['basic', 'custom'])
  expect(login.scopesFor(['constructor'])).toEqual(['basic', 'custom'])
})

test('a refresh token in the configuration wins over a login', async () => {
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant({}, { refreshToken: 'refresh-0' }) })
  expect(gateway.login).toBeUndefined()
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
})

test('secrets go over https, and in the clear only to this machine', async () => {
  await using vendor = await loginVendor()
  for (const authorizeUrl of [
    'http://vendor.example.com/authorize',
    'ftp://a.example',
    'nothing',
  ]) {
    expect(() => localGateway({ auth: vendor.grant({ authorizeUrl }) })).toThrow(
      'expected authorizeUrl to be an https address',
    )
  }
})

test('a redirect is a path, and any port of 127.0.0.1 unless the vendor wants it exactly', async () => {
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant() })
  expect(loginOf(gateway).redirect).toEqual({
    host: '127.0.0.1',
    port: undefined,
    path: '/callback',
  })
  const exact = { host: 'localhost', port: 8400, path: '/oauth/done' } as const
  await using other = localGateway({ auth: vendor.grant({ redirect: exact }) })
  expect(loginOf(other).redirect).toEqual(exact)
  for (const path of ['callback', '//evil?x', '']) {
    const auth = vendor.grant({ redirect: { path } })
    expect(() => localGateway({ auth }), path).toThrow('expected redirect.path')
  }
})

test.each(['REV_AUTH_KEY', 'REV_STATE_BROKEN'] as const)(
  'tokens that cannot be read (%s) can be forgotten',
  async (code) => {
    await using vendor = await loginVendor()
    const forgotten: string[] = []
    const tokens: TokenStore = {
      ...createMemoryTokenStore(),
      read: () => Promise.reject(new RevError(code, 'Failed to read.')),
      delete: async (id) => void forgotten.push(id),
    }
    await using gateway = localGateway({ auth: vendor.grant(), tokens })
    expect(await loginOf(gateway).logout()).toBe('forgotten')
    expect([forgotten, vendor.revoked]).toEqual([['test'], []])
  },
)

test('a gateway that is closed during a renewal waits until the new token is kept', async () => {
  await using vendor = await loginVendor()
  const tokens = createMemoryTokenStore()
  const gateway = localGateway({ auth: vendor.grant(), tokens })
  const login = loginOf(gateway).browser({ redirectUri, scopes: [] })
  await login.finish(vendor.consent(login.url))
  const first = await tokens.read('test')
  await tokens.write('test', { ...first, accessToken: 'ended', grant: first?.grant ?? '' })
  const sent = gateway
    .client(call())
    .http.get(vendor.url)
    .catch(() => {})
  while (vendor.forms('/token').length < 2) await new Promise(setImmediate)
  await gateway[Symbol.asyncDispose]()
  await sent
  expect(await tokens.read('test')).toMatchObject({ refreshToken: 'refresh-2' })
})

test('no token of a login shows in any message or log line', async () => {
  await using vendor = await loginVendor()
  const log = keptLog()
  await using gateway = localGateway({ auth: vendor.grant(), log })
  const login = loginOf(gateway).browser({ redirectUri, scopes: [] })
  await login.finish(vendor.consent(login.url))
  expect(gateway.redact('access-1 refresh-1 client-secret')).toBe('*** *** ***')
  expect(log.lines.join('\n')).not.toMatch(/access-1|refresh-1|client-secret/)
})

const echo: LoginVendor['trouble'][number] = (response, body) =>
  sendJson(response, 400, { error: 'invalid_request', error_description: `You sent ${body}` })

test('a vendor that says back what it was sent shows no secret in the errors of a login', async () => {
  const clock = virtualClock()
  await using vendor = await loginVendor()
  await using gateway = localGateway({ auth: vendor.grant(), clock })
  const login = loginOf(gateway)
  const browser = login.browser({ redirectUri, scopes: [] })
  const device = await login.device({ scopes: [] })
  vendor.trouble.push(echo, echo, echo)
  const errors = [
    await browser.finish(vendor.consent(browser.url)).catch((error: unknown) => error),
    await clock.drive(
      device.finish(never).catch((error: unknown) => error),
      () => false,
    ),
    await login.device({ scopes: [] }).catch((error: unknown) => error),
  ]
  for (const error of errors) {
    expect(error).toMatchObject({ code: 'REV_AUTH_LOGIN' })
    expect((error as Error).message).toContain('You sent')
    expect((error as Error).message).not.toMatch(/client-secret|code-1|device-1/)
  }
})
