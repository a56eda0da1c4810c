import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { configSchema, originOf } from '../src/config.ts'
import { keyPairSigner } from '../src/log-in.ts'

const clock = { now: () => Date.parse('2026-11-27T04:00:00Z') }
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const passphrase = 'a passphrase'
const encrypted = pair.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  .toString()

const config = (more: object) =>
  configSchema.parse({ account: 'acme-prod', user: 'rev', privateKey: pem, ...more })

test.each([
  ['as it is', {}],
  ['with line ends that are written out', { privateKey: pem.replaceAll('\n', String.raw`\n`) }],
  ['encrypted', { privateKey: encrypted, privateKeyPassphrase: passphrase }],
])('a key that is given %s signs for its user, its fingerprint and ten minutes', (_how, more) => {
  const token = keyPairSigner(config(more), clock)()
  const [header = '', claims = '', signature = ''] = token.split('.')
  const isGood = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    pair.publicKey,
    Buffer.from(signature, 'base64url'),
  )
  expect(isGood).toBe(true)
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha256').update(der).digest('base64')
  const nowS = clock.now() / 1000
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iss: `ACME-PROD.REV.SHA256:${fingerprint}`,
    sub: 'ACME-PROD.REV',
    iat: nowS,
    exp: nowS + 600,
  })
})

test.each([
  ['no key', { privateKey: 'secret-0123456789' }],
  ['no passphrase', { privateKey: encrypted }],
  ['another passphrase', { privateKey: encrypted, privateKeyPassphrase: 'secret-0123456789' }],
])('%s is an error of configuration that shows nothing of it', (_what, more) => {
  const failure = (() => {
    try {
      return keyPairSigner(config(more), clock)
    } catch (error) {
      return error
    }
  })()
  expect(failure).toMatchObject({ code: 'REV_CONFIG_INVALID' })
  expect(String(failure)).not.toContain('secret')
})

test('an account has its address, and the token the name without the region', () => {
  expect(originOf(config({}))).toBe('https://acme-prod.snowflakecomputing.com')
  expect(originOf(config({ account: 'ACME-Prod_2' }))).toBe(
    'https://acme-prod-2.snowflakecomputing.com',
  )
  const regional = config({ account: 'xy12345.eu-central-1' })
  expect(originOf(regional)).toBe('https://xy12345.eu-central-1.snowflakecomputing.com')
  const [, claims = ''] = keyPairSigner(regional, clock)().split('.')
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    sub: 'XY12345.REV',
  })
})
