import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { oauth2, quota } from '@revetl/sdk'
import { expect, test, vi } from 'vitest'
import { createMemoryTokenStore, type TokenStore } from '../src/index.ts'
import { call, keptLog, localGateway } from './support/gateway.ts'
import { oauthVendor, type OAuthVendor } from './support/oauth-vendor.ts'
import { sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

const grantOf = (vendor: OAuthVendor) =>
  oauth2({
    tokenUrl: vendor.tokenUrl,
    clientId: 'client-1',
    clientSecret: 'client-secret',
    refreshToken: 'refresh-0',
  })

test('a thousand concurrent requests whose token has ended share one refresh and all succeed', async () => {
  await using vendor = await oauthVendor()
  await using gateway = localGateway({ auth: grantOf(vendor) })
  const { http } = gateway.client(call({ resendable: false }))
  await http.post(vendor.url)
  vendor.expire()
  const before = vendor.refreshes
  const answers = await Promise.all(Array.from({ length: 1000 }, () => http.post(vendor.url)))
  expect(answers.every((answer) => answer.isOk)).toBe(true)
  expect(vendor.refreshes - before).toBe(1)
})

test('a token that ends while its request waits for a quota is renewed before it goes', async () => {
  const clock = virtualClock()
  await using vendor = await oauthVendor({ lifetimeS: 60 })
  const quotas = [quota({ id: 'q', requests: 1, perMs: 60_000 })]
  await using gateway = localGateway({ auth: grantOf(vendor), quotas, clock })
  const { http } = gateway.client(call({ resendable: false }))
  await http.post(vendor.url)
  const waiting = http.post(vendor.url)
  vendor.expire()
  expect((await clock.drive(waiting, vendor.server.isBusy)).isOk).toBe(true)
  expect(vendor.server.received.map(({ url }) => url)).toEqual([
    '/token',
    '/things',
    '/token',
    '/things',
  ])
})

test('a request that cannot be signed after its wait gives back what it held', async () => {
  const clock = virtualClock()
  await using vendor = await oauthVendor({ lifetimeS: 60 })
  const quotas = [quota({ id: 'q', requests: 1, perMs: 60_000 })]
  await using gateway = localGateway({ auth: grantOf(vendor), quotas, clock })
  const { http } = gateway.client(call({ resendable: false }))
  await http.post(vendor.url)
  vendor.trouble.push((response) => sendJson(response, 400, { error: 'invalid_request' }))
  const refused = http.post(vendor.url).catch((error: unknown) => error)
  expect(await clock.drive(refused, vendor.server.isBusy)).toMatchObject({
    message: expect.stringContaining('renew the access token'),
  })
  const before = clock.monotonicMs()
  expect((await clock.drive(http.post(vendor.url), vendor.server.isBusy)).isOk).toBe(true)
  expect(clock.monotonicMs()).toBe(before)
})

test('gateways of one connection renew a rotating token once between them', async () => {
  await using vendor = await oauthVendor()
  const tokens = createMemoryTokenStore()
  const gateways = Array.from({ length: 8 }, () => localGateway({ auth: grantOf(vendor), tokens }))
  for (let round = 1; round <= 100; round++) {
    const answers = await Promise.all(
      gateways.map((gateway) => gateway.client(call({ resendable: false })).http.post(vendor.url)),
    )
    expect(answers.every((answer) => answer.isOk)).toBe(true)
    expect([vendor.refreshes, vendor.isRevoked]).toEqual([round, false])
    vendor.expire()
  }
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
})

test('three processes that refresh together refresh once and keep the grant', async () => {
  await using vendor = await oauthVendor()
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-tokens-'))
  const worker = path.join(import.meta.dirname, 'support', 'oauth-worker.ts')
  const codes = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = fork(worker, [vendor.url, vendor.tokenUrl, folder, '8'])
      const [code] = (await once(child, 'exit')) as [number]
      return code
    }),
  )
  await rm(folder, { recursive: true })
  expect([codes, vendor.refreshes, vendor.isRevoked]).toEqual([[0, 0, 0], 1, false])
})

test('a rotated refresh token is durable before its access token is used', async () => {
  await using vendor = await oauthVendor()
  const memory = createMemoryTokenStore()
  const usesAtWrite: number[] = []
  const tokens: TokenStore = {
    ...memory,
    write: async (id, value) => {
      await new Promise(setImmediate)
      await memory.write(id, value)
      usesAtWrite.push(vendor.server.received.filter((request) => request.url !== '/token').length)
    },
  }
  await using gateway = localGateway({ auth: grantOf(vendor), tokens })
  await gateway.client(call()).http.get(vendor.url)
  expect(usesAtWrite).toEqual([0])
  expect(await memory.read('test')).toMatchObject({
    accessToken: 'access-1',
    refreshToken: 'refresh-1',
  })
})

test('a token that cannot be kept is not used', async () => {
  await using vendor = await oauthVendor()
  const tokens: TokenStore = {
    ...createMemoryTokenStore(),
    write: () => Promise.reject(new Error('disk full')),
  }
  await using gateway = localGateway({ auth: grantOf(vendor), tokens })
  await expect(gateway.client(call()).http.get(vendor.url)).rejects.toThrow('disk full')
  expect(vendor.server.received.map((request) => request.url)).toEqual(['/token'])
})

test.each([
  ['500', (response) => sendJson(response, 500, {})],
  ['an HTML page', (response) => void response.end('<html>')],
  ['a dropped connection', (response) => void response.destroy()],
  ['an answer without a token', (response) => sendJson(response, 200, { ok: true })],
] as [string, OAuthVendor['trouble'][number]][])(
  '%s from the token end point keeps the grant, and the next request gets through',
  async (_name, trouble) => {
    await using vendor = await oauthVendor()
    const tokens = createMemoryTokenStore()
    await using gateway = localGateway({ auth: grantOf(vendor), tokens })
    const { http } = gateway.client(call())
    await http.get(vendor.url)
    const kept = await tokens.read('test')
    vendor.expire()
    vendor.trouble.push(trouble)
    await expect(http.get(vendor.url)).rejects.toMatchObject({
      code: 'REV_HTTP_UNAVAILABLE',
      delivery: 'not-sent',
    })
    expect(await tokens.read('test')).toEqual(kept)
    expect((await http.get(vendor.url)).isOk).toBe(true)
  },
)

test('a token end point that never answers keeps the grant and is given up after half a minute', async () => {
  const clock = virtualClock()
  await using vendor = await oauthVendor()
  const tokens = createMemoryTokenStore()
  await using gateway = localGateway({ auth: grantOf(vendor), tokens, clock })
  const { http } = gateway.client(call({ resendable: false }))
  await http.post(vendor.url)
  const kept = await tokens.read('test')
  vendor.expire()
  vendor.trouble.push(() => {})
  const sent = http.post(vendor.url).catch((error: unknown) => error)
  while (vendor.refreshes < 2) await new Promise(setImmediate)
  expect(await clock.drive(sent, () => false)).toMatchObject({
    code: 'REV_HTTP_UNAVAILABLE',
    delivery: 'not-sent',
  })
  expect(clock.monotonicMs()).toBe(30_000)
  expect(await tokens.read('test')).toEqual(kept)
  expect((await http.post(vendor.url)).isOk).toBe(true)
})

test('a token end point that asks for a pause is left alone for so long, whoever needs a token', async () => {
  const clock = virtualClock()
  await using vendor = await oauthVendor()
  await using gateway = localGateway({ auth: grantOf(vendor), clock })
  const { http } = gateway.client(call({ resendable: false }))
  vendor.trouble.push((response) => {
    response.writeHead(429, { 'retry-after': '30' }).end()
  })
  const { isBusy } = vendor.server
  const ask = () =>
    clock.drive(
      http.post(vendor.url).catch((error: unknown) => error),
      isBusy,
    )
  const refused = await Promise.all([ask(), ask(), ask()])
  expect(refused).toEqual(
    refused.map(
      () => expect.objectContaining({ delivery: 'not-sent', afterMs: 30_000 }) as unknown,
    ),
  )
  await clock.drive(clock.sleep(29_000), isBusy)
  expect(await ask()).toMatchObject({ code: 'REV_HTTP_UNAVAILABLE', afterMs: 1000 })
  expect(vendor.refreshes).toBe(1)
  await clock.drive(clock.sleep(1000), isBusy)
  expect(await ask()).toMatchObject({ isOk: true })
})

test('a refused grant is believed only when the store holds nothing newer', async () => {
  await using vendor = await oauthVendor()
  const memory = createMemoryTokenStore()
  await using other = localGateway({ auth: grantOf(vendor), tokens: memory })
  await other.client(call()).http.get(vendor.url)
  const newer = await memory.read('test')
  // A store whose first read is behind, as if its lock did not reach the worker that rotated the token.
  let reads = 0
  const tokens: TokenStore = {
    ...memory,
    read: async (id) => (reads++ === 0 ? undefined : memory.read(id)),
  }
  vendor.trouble.push((response) => sendJson(response, 400, { error: 'invalid_grant' }))
  await using gateway = localGateway({ auth: grantOf(vendor), tokens })
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
  expect(await memory.read('test')).toEqual(newer)
})

test('a dead grant is reported once and not asked for again', async () => {
  await using vendor = await oauthVendor()
  vendor.isRevoked = true
  await using gateway = localGateway({ auth: grantOf(vendor) })
  const { http } = gateway.client(call())
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => http.get(vendor.url)))
  await http.get(vendor.url).catch(() => {})
  for (const result of results) {
    expect(result).toMatchObject({ reason: { code: 'REV_AUTH_REFRESH', delivery: 'auth' } })
  }
  expect(vendor.refreshes).toBe(1)
})

test('a token that is refused right after it was issued is an error, not a loop', async () => {
  await using vendor = await oauthVendor({ rotates: false })
  await using gateway = localGateway({ auth: grantOf(vendor) })
  const { http } = gateway.client(call())
  vendor.trouble.push((response) => sendJson(response, 200, { access_token: 'useless-token' }))
  await expect(http.get(vendor.url)).rejects.toMatchObject({
    code: 'REV_AUTH_INVALID',
    delivery: 'auth',
  })
  expect(vendor.refreshes).toBe(1)
})

test('another refresh token in the configuration replaces what was kept', async () => {
  await using vendor = await oauthVendor()
  const tokens = createMemoryTokenStore()
  await using old = localGateway({
    auth: { ...grantOf(vendor), refreshToken: 'of-another-grant' },
    tokens,
  })
  vendor.trouble.push((response) =>
    sendJson(response, 200, {
      access_token: 'access-of-another',
      refresh_token: 'refresh-of-another',
    }),
  )
  await old
    .client(call())
    .http.get(vendor.url)
    .catch(() => {})
  await using gateway = localGateway({ auth: grantOf(vendor), tokens })
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
})

test('the client-credentials grant asks with what the client has', async () => {
  await using vendor = await oauthVendor()
  vendor.trouble.push((response) =>
    sendJson(response, 200, { access_token: 'cc', expires_in: '10' }),
  )
  const auth = oauth2({
    tokenUrl: vendor.tokenUrl,
    clientId: 'id:1',
    clientSecret: 's&cret',
    clientAuth: 'basic',
    scopes: ['a', 'b'],
  })
  await using gateway = localGateway({ auth })
  await gateway
    .client(call())
    .http.get(vendor.url)
    .catch(() => {})
  const [asked] = vendor.server.received
  expect(asked?.body.toString()).toBe('grant_type=client_credentials&scope=a+b')
  const expected = Buffer.from('id%3A1:s%26cret').toString('base64')
  expect(asked?.headers.authorization).toBe(`Basic ${expected}`)
})

test('no token shows in any message or log line', async () => {
  await using vendor = await oauthVendor()
  const log = keptLog()
  await using gateway = localGateway({ auth: grantOf(vendor), log })
  await gateway.client(call()).http.get(vendor.url)
  const text = 'access-1 refresh-0 refresh-1 client-secret'
  expect(gateway.redact(text)).toBe('*** *** *** ***')
  expect(log.lines.join('\n')).not.toMatch(/access-1|refresh-\d|client-secret/)
})
