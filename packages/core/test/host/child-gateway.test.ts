import { generateKeyPairSync, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { jwtBearer, type Manifest, type Outcome } from '@revetl/sdk'
import { BatchChange, freezeBatch } from '@revetl/sdk/host'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDestination } from '../../src/host/open-destination.ts'
import type { OpenDestination } from '../../src/open-connections.ts'
import { memoryServices } from './child-services.ts'

const token = 'canary-77aa12'
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const manifest: Manifest = {
  manifestVersion: 1,
  kind: 'destination',
  id: 'gateway',
  apiVersion: 1,
  title: 'Gateway',
  vendor: { name: 'Gateway' },
  configSchema: { type: 'object' },
  hasAuth: true,
  hosts: 'config',
  objects: {},
}
const { services, lines } = memoryServices()
const requests: { path: string; headers: NodeJS.Dict<string | string[]> }[] = []
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const { url = '', headers } = request
    requests.push({ path: url, headers })
    const isFirst = requests.filter(({ path: at }) => at === '/fresh').length === 1
    response.statusCode = url === '/fresh' && isFirst ? 423 : 200
    if (url === '/busy') response.writeHead(429, { 'retry-after': '1' })
    if (url === '/large') return void response.end('"'.repeat(9 * 1024 * 1024))
    if (url === '/token') return void response.end(tokenAnswer(Buffer.concat(parts).toString()))
    response.end(url === '/auth' ? headers.authorization : Buffer.concat(parts))
  })
})
let destination: OpenDestination
let url: string

const open = (config: object): Promise<OpenDestination> =>
  openDestination(
    {
      name: 'gateway',
      kind: 'destination',
      connector: {
        packageName: 'rev-destination-gateway',
        version: '1.0.0',
        manifest,
        code: {
          folder: path.resolve(import.meta.dirname, '../..'),
          entry: path.join(import.meta.dirname, 'gateway-destination.mjs'),
          isLinked: false,
        },
        load: () => Promise.reject(new Error('not in this process')),
      },
      config: { url, ...config },
      secrets: [token],
      place: { file: 'rev.yaml', line: 1, column: 1 },
    },
    services,
  )

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  destination = await open({ token })
})
afterAll(async () => {
  await destination[Symbol.asyncDispose]()
  server.close()
})

/** A token in the name of whoever signed the assertion. */
function tokenAnswer(form: string): string {
  const [head, claims = '', signature = ''] =
    new URLSearchParams(form).get('assertion')?.split('.') ?? []
  const isGood = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    keys.publicKey,
    Buffer.from(signature, 'base64url'),
  )
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string }
  return JSON.stringify(isGood ? { access_token: `of ${iss}` } : { error: 'invalid_grant' })
}

/** What the connector found when it did something. */
async function does(deed: string, more: object = {}, at = destination): Promise<unknown> {
  const json = JSON.stringify({ deed, ...more })
  const changes = [new BatchChange({ id: '1', kind: 'added', key: [1], json })]
  const batch = freezeBatch({
    object: { name: 'deeds', fields: {} },
    operation: 'append',
    matchOn: [],
    fields: [],
    changes,
    idempotencyKey: deed,
    attempt: 1,
  })
  const run = { id: 'run-1', sync: 'deeds', startedAt: '' }
  const { signal } = new AbortController()
  const { outcomes, error } = await at.write(batch, { run, signal, isResendable: true })
  if (error !== undefined) throw error
  const [outcome] = outcomes as readonly Outcome[]
  return outcome?.status === 'rejected' ? JSON.parse(outcome.message) : outcome?.status
}

test('headers that must be new are made by the connector for each attempt', async () => {
  expect(await does('fresh')).toBe(200)
  const fresh = requests.filter(({ path: at }) => at === '/fresh')
  expect(fresh.map(({ headers }) => [headers['x-fixed'], headers['x-attempt']])).toEqual([
    ['yes', '1'],
    ['yes', '2'],
  ])
})

test('bytes that are no text cross as they are, in both directions', async () => {
  expect(await does('bytes')).toEqual([0, 255, 128, 10])
})

test('numbers that a double cannot hold cross as they are', async () => {
  const json = '{"deed":"exact","n":9007199254740993}'
  const changes = [new BatchChange({ id: '1', kind: 'added', key: [1], json })]
  const batch = freezeBatch({
    object: { name: 'deeds', fields: {} },
    operation: 'append',
    matchOn: [],
    fields: [],
    changes,
    idempotencyKey: 'exact',
    attempt: 1,
  })
  const run = { id: 'run-1', sync: 'deeds', startedAt: '' }
  const { signal } = new AbortController()
  const { outcomes } = await destination.write(batch, { run, signal, isResendable: true })
  expect(JSON.stringify(outcomes)).toContain('9007199254740993')
})

test('the standard fetch of the context goes through the gateway of the host', async () => {
  expect(await does('fetch')).toEqual([200, 'by fetch'])
})

test('a request says across the border how long it waits', async () => {
  const [code, delivery, afterMs] = (await does('hasty')) as [string, string, number]
  expect([code, delivery]).toEqual(['REV_HTTP_THROTTLED', 'throttled'])
  expect(afterMs).toBeGreaterThanOrEqual(1000)
})

test('a request says across the border how large its answer may be', async () => {
  expect(await does('large')).toEqual(['REV_HTTP_BODY', 9 * 1024 * 1024])
})

test('the durable map is that of the host', async () => {
  expect(await does('cache')).toEqual([0, '1', 0])
})

test('credentials are added by the host, and limits are its affair', async () => {
  // What the connector tells of it is masked on its way in.
  expect(await does('auth')).toBe('Bearer ***')
  const seen = requests.find(({ path: at }) => at === '/auth')
  expect(seen?.headers.authorization).toBe(`Bearer ${token}`)
  expect(destination.quotas).toEqual([{ kind: 'concurrency', id: 'gateway', max: 2 }])
})

test('the host signs for a connector that declares a JWT bearer grant', async () => {
  const grant = jwtBearer({
    tokenUrl: `${url}/token`,
    issuer: 'robot@example.com',
    audience: url,
    privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  })
  await using signed = await open({ grant })
  expect(await does('auth', {}, signed)).toBe('Bearer ***')
  const seen = requests.findLast(({ path: at }) => at === '/auth')
  expect(seen?.headers.authorization).toBe('Bearer of robot@example.com')
})

test('a private key that cannot sign is told at the place of the connection', async () => {
  const grant = jwtBearer({ tokenUrl: url, issuer: 'a', audience: url, privateKey: 'not a key' })
  await expect(open({ grant })).rejects.toMatchObject({
    code: 'REV_AUTH_INVALID',
    message: expect.stringContaining('gateway: Failed to read the private key'),
    place: { file: 'rev.yaml', line: 1 },
  })
})

test('what the gateway refuses is refused with its code, before anything is sent', async () => {
  expect(await does('refused')).toEqual([
    'REV_NETWORK_FORBIDDEN not-sent',
    'REV_HTTP_REQUEST not-sent',
    'REV_HTTP_REQUEST not-sent',
  ])
})

test('log lines of a connector are masked, and name their connection', async () => {
  expect(await does('log')).toBe('logged')
  const line = lines.find(({ message }) => message.startsWith('the token is'))
  expect(line).toMatchObject({ level: 'info', details: { connection: 'gateway' } })
  expect(JSON.stringify(lines)).not.toContain(token)
})

test('a yes after a request is believed, and one without is not', async () => {
  expect(await does('fetch', { isOk: true })).toBe('ok')
  await expect(does('log', { isOk: true })).rejects.toThrow('sent no request')
})

test('a discovery names the objects that are needed, or asks for everything', async () => {
  const { signal } = new AbortController()
  const named = await destination.discover(signal, { objects: ['deeds', 'words'] })
  expect(named.objects.map(({ name }) => name)).toEqual(['deeds', 'words'])
  const all = await destination.discover(signal)
  expect(all.objects.map(({ name }) => name)).toEqual(['everything'])
})
