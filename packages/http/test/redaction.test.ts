import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from '../src/index.ts'
import { call, keptLog, localGateway } from './support/gateway.ts'
import { localServer } from './support/server.ts'

const canary = 'cAnary+/s3cret&"ü\\ 42?'

/** Ways in which systems echo what they were sent. */
const encodings: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  'URL component': encodeURIComponent,
  'URL component in lower case': (secret) =>
    encodeURIComponent(secret).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'URL component twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'URL with every byte encoded': (secret) =>
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  form: (secret) => new URLSearchParams({ v: secret }).toString().slice(2),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  'base64 without padding': (secret) => Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 after one byte': (secret) => Buffer.from(`u${secret}`).toString('base64'),
  'base64 after two bytes': (secret) => Buffer.from(`u:${secret}`).toString('base64'),
  'Basic of user and secret': (secret) =>
    `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
  'Basic of secret and nothing': (secret) =>
    `Basic ${Buffer.from(`${secret}:`).toString('base64')}`,
  JSON: (secret) => JSON.stringify(secret),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret).replaceAll(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'hex in upper case': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
}

test.each(Object.keys(encodings))('a secret echoed as %s is masked', (name) => {
  const echoed = encodings[name]?.(canary) ?? ''
  const masked = createRedactor([canary])(`before ${echoed} after`)
  expect(masked).toMatch(/^before .*\*\*\*.* after$/s)
  // What is left may hold at most the few characters that the neighbours of the secret share with it.
  expect(masked.length).toBeLessThanOrEqual('before Basic *** after'.length + 10)
})

test('no encoding of any secret survives in any surroundings', () => {
  const secrets = string({ minLength: 6, maxLength: 60, unit: 'grapheme' }).filter(
    (text) => text.isWellFormed() && text.trim().length >= 6,
  )
  const texts = string({ maxLength: 40 })
  const names = Object.keys(encodings).filter((name) => !name.includes('twice'))
  assert(
    property(secrets, texts, texts, (secret, before, after) => {
      const redact = createRedactor([secret])
      const survivors = names.filter((name) => {
        const text = before + (encodings[name]?.(secret) ?? '') + after
        const masked = redact(text)
        return masked === text || masked.includes(secret)
      })
      expect(survivors).toEqual([])
    }),
    // Times the encodings: more than ten thousand echoes.
    { numRuns: 600 },
  )
})

test('ordinary text, short values and emptiness are left alone', () => {
  const redact = createRedactor(['', 'ab', 'long-secret'])
  expect(redact('a table about abacus ab_c')).toBe('a table about abacus ab_c')
  expect(redact('the value ab is masked')).toBe('the value *** is masked')
  expect(createRedactor([])('anything')).toBe('anything')
})

test('of two secrets where one holds the other, nothing is left over', () => {
  expect(createRedactor(['secret', 'secret-and-more'])('x secret-and-more y secret z')).toBe(
    'x *** y *** z',
  )
})

test.each(Object.keys(encodings))(
  'the beginning of a secret that is left where a text was cut is masked: %s',
  (name) => {
    const echoed = encodings[name]?.(canary) ?? ''
    const redact = createRedactor([canary])
    for (let length = 0; length <= echoed.length; length++) {
      const text = `${'the vendor says that '.repeat(10)}${echoed.slice(0, length)}`
      for (const cut of [text, `${text}…`]) {
        const left = redact(cut).slice('the vendor says that '.repeat(10).length)
        expect(left.replaceAll(/[*…]/g, '').length, left).toBeLessThanOrEqual(24)
      }
    }
  },
)

const longSecrets = {
  'a private key': generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string,
  'a token of 4,000 characters': 'eyJ0b2tlbiI6'.repeat(334),
}

test.each(Object.entries(longSecrets))('%s is masked, whole or cut', (_name, secret) => {
  const redact = createRedactor([secret])
  for (const [name, encode] of Object.entries(encodings)) {
    const echoed = encode(secret)
    expect(redact(`before ${echoed} after`), name).toMatch(/^before .{0,20}\*\*\*.{0,20} after$/s)
    const said = 'the vendor says that '.repeat(10)
    for (const part of [0.1, 0.5, 0.99]) {
      const cut = redact(`${said}${echoed.slice(0, Math.floor(echoed.length * part))}…`)
      expect(cut.length, name).toBeLessThan(said.length + 30)
    }
  }
})

test('a webhook’s path is as secret as its URL', () => {
  const redact = createRedactor(['https://hooks.example.com/services/T000/B000/XXXXYYYY'])
  expect(redact('POST /services/T000/B000/XXXXYYYY failed')).toBe('POST *** failed')
})

test('a secret that is learned later is masked from then on', () => {
  const redact = createRedactor([])
  redact.add('late-secret')
  expect(redact('late-secret')).toBe('***')
})

// One pattern of all secrets, built anew for each, took minutes for as many.
test('of many secrets that are learned one after the other each is masked at once, and stays so', () => {
  const redact = createRedactor([])
  const said = 'the vendor says that '.repeat(10)
  const secrets = Array.from(
    { length: 300 },
    (_unused, index) => `token-${index}-9f8e7d6c5b4a-${index}`,
  )
  for (const secret of secrets) {
    redact.add(secret)
    expect(redact(`${said}${secret} ${secrets[0]}`)).toBe(`${said}*** ***`)
  }
  expect(redact(`${said}${secrets.at(-1)?.slice(0, 12)}…`)).toBe(`${said}***…`)
})

test('secrets that overlap in a text are masked as one', () => {
  const redact = createRedactor(['first-half-shared', 'shared-second-half'])
  expect(redact('x first-half-shared-second-half y')).toBe('x *** y')
  expect(redact('x first-half%2Dshared-second%2dhalf y')).toBe('x *** y')
})

test('a destination that echoes the secret in every place leaves no trace of it in errors, logs and stats', async () => {
  const secret = 'token-9f8e7d6c5b4a'
  const log = keptLog()
  const statuses = [301, 302, 307, 401, 408, 413, 423, 425, 429, 431, 500, 501, 502, 503, 600]
  await using server = await localServer((request, response, index) => {
    response.setHeader('location', `https://other.example.com/${secret}?t=${secret}`)
    response.setHeader('x-echo', request.headers.authorization ?? '')
    response.setHeader('content-encoding', index % 2 === 0 ? secret : 'identity')
    response.setHeader('content-type', `text/${secret}`)
    if (index % 5 === 0) response.setHeader('retry-after', '100000')
    response.writeHead(Number(request.url.split('/')[1])).end(`{"error":"bad token ${secret}"`)
  })
  const seen: string[] = []
  for (const status of [...statuses, 200, 200, 403]) {
    await using gateway = localGateway({
      auth: { kind: 'bearer', token: secret },
      log,
      random: () => 0,
      patienceMs: 1000,
    })
    const { http } = gateway.client(call())
    const error: unknown = await http
      .post(`${server.url}/${status}/${encodeURIComponent(secret)}`, { json: { secret } })
      .then((answer) => answer.json())
      .catch((thrown: unknown) => thrown)
    seen.push(everything(error), JSON.stringify(gateway.stats()))
  }
  expect(seen.join('\n')).toContain('REV_')
  // What a vendor answers is the connector's; the host masks what a connector says about it.
  expect([...seen, ...log.lines].join('\n')).not.toContain(secret)
})

/** All that could be printed of an error, its causes and hidden properties included. */
function everything(error: unknown): string {
  return inspect(error, { showHidden: true, depth: 20, getters: true })
}
