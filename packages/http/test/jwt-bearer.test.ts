import { generateKeyPairSync } from 'node:crypto'
import { isRevError } from '@revetl/sdk'
import { decodeJwt } from 'jose'
import { expect, test, vi } from 'vitest'
import { createMemoryTokenStore } from '../src/index.ts'
import { call, keptLog, localGateway } from './support/gateway.ts'
import { jwtVendor, newKeys, pemOf } from './support/jwt-vendor.ts'
import { sendJson } from './support/server.ts'

// Keys are made here, and a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

test.each(['rsa', 'ec'] as const)(
  'an assertion signed with an %s key gets a token',
  async (keys) => {
    await using vendor = await jwtVendor({ keys })
    await using gateway = localGateway({ auth: vendor.grant() })
    expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
    expect(vendor.verified).toHaveLength(1)
  },
)

test('an assertion says who signs for whom, by which key and for how long', async () => {
  await using vendor = await jwtVendor()
  const auth = vendor.grant({ subject: 'ada@example.com', scopes: ['a', 'b'], keyId: 'key-1' })
  await using gateway = localGateway({ auth })
  await gateway.client(call()).http.get(vendor.url)
  const [{ protectedHeader, payload } = { protectedHeader: {}, payload: {} }] = vendor.verified
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
  expect(payload).toMatchObject({
    iss: 'robot@project.example.com',
    sub: 'ada@example.com',
    aud: 'https://login.example.com',
    scope: 'a b',
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
  })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(150)
  const form = new URLSearchParams(vendor.server.received[0]?.body.toString())
  expect([...form.keys()]).toEqual(['grant_type', 'assertion', 'scope'])
})

test('without subject, scopes and key id none of them is said', async () => {
  await using vendor = await jwtVendor()
  await using gateway = localGateway({ auth: vendor.grant({ lifetimeS: 60 }) })
  await gateway.client(call()).http.get(vendor.url)
  const [{ protectedHeader, payload } = { protectedHeader: {}, payload: {} }] = vendor.verified
  expect(Object.keys(protectedHeader)).toEqual(['alg', 'typ'])
  expect(Object.keys(payload)).toEqual(['iss', 'aud', 'iat', 'exp', 'jti'])
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
})

test('many requests share one token, and one refusal renews it once with a new assertion', async () => {
  await using vendor = await jwtVendor()
  await using gateway = localGateway({ auth: vendor.grant() })
  const { http } = gateway.client(call({ resendable: false }))
  const sendAll = () => Promise.all(Array.from({ length: 100 }, () => http.post(vendor.url)))
  expect((await sendAll()).every(({ isOk }) => isOk)).toBe(true)
  expect(vendor.verified).toHaveLength(1)
  vendor.expire()
  expect((await sendAll()).every(({ isOk }) => isOk)).toBe(true)
  expect(vendor.verified).toHaveLength(2)
  expect(new Set(vendor.verified.map(({ payload }) => payload.jti)).size).toBe(2)
})

test('a token outlives the process, and another key, issuer or scope does not use it', async () => {
  await using vendor = await jwtVendor()
  const tokens = createMemoryTokenStore()
  const get = async (more = {}) => {
    await using gateway = localGateway({ auth: vendor.grant(more), tokens })
    return await gateway
      .client(call())
      .http.get(vendor.url)
      .then(({ isOk }) => isOk, isRevError)
  }
  await get()
  await get()
  expect(vendor.verified).toHaveLength(1)
  await get({ scopes: ['more'] })
  expect(vendor.verified).toHaveLength(2)
  await get({ privateKey: pemOf(newKeys().privateKey) })
  await get({ issuer: 'somebody@project.example.com' })
  const asked = vendor.server.received.filter(({ url }) => url === '/token')
  expect([asked.length, vendor.verified.length]).toEqual([4, 2])
})

test('a refused grant is told once, with the words of the vendor and without the assertion', async () => {
  await using vendor = await jwtVendor()
  vendor.trouble.push((response, assertion) => {
    const said = `user hasn't approved\nthis consumer ${assertion}`
    sendJson(response, 400, { error: 'invalid_grant', error_description: said })
  })
  await using gateway = localGateway({ auth: vendor.grant() })
  const { http } = gateway.client(call())
  const error = (await http.get(vendor.url).catch((thrown: unknown) => thrown)) as Error
  expect(error).toMatchObject({
    code: 'REV_AUTH_REFRESH',
    delivery: 'auth',
    message: `Failed to renew the access token at ${new URL(vendor.url).origin}: the grant was refused (invalid_grant: user hasn't approved this consumer ***).`,
    hint: expect.stringContaining('Check the issuer'),
  })
  await http.get(vendor.url).catch(() => {})
  expect(vendor.server.received).toHaveLength(1)
})

test('a key whose line ends are written as \\n signs as well', async () => {
  await using vendor = await jwtVendor()
  const { privateKey } = vendor.grant()
  const auth = vendor.grant({ privateKey: privateKey.replaceAll('\n', '\\n') })
  await using gateway = localGateway({ auth })
  expect((await gateway.client(call()).http.get(vendor.url)).isOk).toBe(true)
})

const rsa = newKeys()
const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const encrypted = rsa.privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
}) as string
const badKeys: readonly [string, 'RS256' | 'ES256', string][] = [
  ['an empty text', 'RS256', ' '],
  [
    'a JSON text: give the value of its private_key',
    'RS256',
    JSON.stringify({ private_key: pemOf(rsa.privateKey) }),
  ],
  ['a text that does not begin with -----BEGIN PRIVATE KEY-----', 'RS256', 'keys/rev-private.pem'],
  ['an encrypted key', 'RS256', encrypted],
  ['a public key', 'RS256', rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string],
  ['a certificate', 'RS256', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  ['a damaged key', 'RS256', pemOf(rsa.privateKey).slice(0, 400)],
  ['an RSA key of 1024 bits', 'RS256', pemOf(short.privateKey)],
  ['a key of type ec', 'RS256', pemOf(newKeys('ec').privateKey)],
  ['a key of type rsa', 'ES256', pemOf(rsa.privateKey)],
  ['an EC key on the curve secp384r1', 'ES256', pemOf(otherCurve.privateKey)],
]

test.each(badKeys)(
  '%s is refused before anything is sent (%s), and not shown',
  async (got, algorithm, privateKey) => {
    await using vendor = await jwtVendor()
    let error: unknown
    try {
      localGateway({ auth: vendor.grant({ algorithm, privateKey }) })
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'REV_AUTH_INVALID', delivery: 'auth' })
    const { message } = error as Error
    expect(message).toMatch(/Expected an (RSA|EC) key .* got /)
    expect(message).toContain(`got ${got}.`)
    expect(message).not.toMatch(/[A-Za-z\d+/]{40}/)
  },
)

test('neither key, assertion nor token shows in any message or log line', async () => {
  await using vendor = await jwtVendor()
  const log = keptLog()
  const auth = vendor.grant()
  await using gateway = localGateway({ auth, log })
  await gateway.client(call()).http.get(vendor.url)
  const oneLine = auth.privateKey.replaceAll('\n', '')
  expect(gateway.redact(`${auth.privateKey}|token-1`)).toMatch(/^\*\*\*\s?\|\*\*\*$/)
  expect(gateway.redact(JSON.stringify(auth.privateKey))).toBe('"***"')
  expect(gateway.redact(oneLine)).toBe('-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----')
  const assertion = new URLSearchParams(vendor.server.received[0]?.body.toString()).get('assertion')
  expect(decodeJwt(assertion ?? '').iss).toBe(auth.issuer)
  expect(log.lines.join('\n')).not.toMatch(/BEGIN|token-1|eyJ/)
})
