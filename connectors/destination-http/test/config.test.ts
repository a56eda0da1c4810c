import { configJsonSchema, secretPaths } from '@revetl/sdk/host'
import { openDestination } from '@revetl/testkit'
import { expect, test } from 'vitest'
import destination from '../src/index.ts'
import { openApi, startApi } from './api.ts'

const operation = { method: 'POST', url: '/contacts' }
const withOperation = (more: object, object: object = {}) => ({
  baseUrl: 'https://api.example.com/v1',
  objects: { contacts: { ...object, operations: { upsert: { ...operation, ...more } } } },
})

test.each<[object, string, string]>([
  [{ body: { a: '{{recrods.x}}' } }, 'upsert.body', '{{recrods.x}} is not known'],
  [{ url: '/x/{{change.nope}}', send: 'record' }, 'upsert.url', '{{change.nope}} is not known'],
  [{ url: '/x/{{id}}' }, 'upsert.url', 'send: record'],
  [{ body: '{{email}}' }, 'upsert.body', 'a batch has no single record'],
  [{ record: '{{records}}' }, 'upsert.record', 'for the body of a batch'],
  [{ query: { a: '{{a}' } }, 'upsert.query', 'braces'],
  [{ url: 'https://{{host}}/x', send: 'record' }, 'upsert.url', 'host without placeholders'],
  [{ send: 'record', record: {} }, 'upsert.record', 'use `body`'],
  [{ format: 'form' }, 'upsert.format', 'send: record'],
  [{ format: 'json-lines', body: {} }, 'upsert.body', 'use `record`'],
  [{ resend: 'key' }, 'upsert.resend', 'idempotencyHeader'],
  [
    { send: 'record', answer: { results: { path: '', match: { by: 'position' } } } },
    'answer.results',
    'no list',
  ],
  [{ answer: { remoteId: 'id' } }, 'answer.remoteId', 'results.remoteId'],
  [{ metod: 'POST' }, 'upsert', 'metod'],
  [{ method: 'GET' }, 'upsert.method', 'POST'],
])('%j is refused with its place', async (more, place, why) => {
  const opened = openDestination(destination, { config: withOperation(more) })
  await expect(opened).rejects.toMatchObject({
    code: 'REV_CONFIG_INVALID',
    message: expect.stringMatching(
      new RegExp(`${place}.*${why.replace(/[{}.`]/g, String.raw`\$&`)}`, 's'),
    ),
  })
})

test('a placeholder for a field that the object does not have is refused', async () => {
  const config = withOperation({ record: '{{emial}}' }, { fields: { email: { type: 'string' } } })
  await expect(openDestination(destination, { config })).rejects.toMatchObject({
    message: expect.stringContaining('no such field'),
  })
})

test('a path without a base is refused', async () => {
  const { objects } = withOperation({})
  await expect(openDestination(destination, { config: { objects } })).rejects.toMatchObject({
    message: expect.stringContaining('baseUrl'),
  })
})

test('every secret is marked as one, and every property says what it is', async () => {
  const schema = await configJsonSchema(destination)
  const secrets = secretPaths(schema).map((path) => JSON.stringify(path))
  expect(new Set(secrets).size).toBeGreaterThanOrEqual(7)
  expect(untitled(schema)).toEqual([])
})

test('discover says what the configuration declares', async () => {
  await using api = await startApi({})
  const upsert = {
    ...operation,
    matchOn: [['email']],
    recordsMax: 50,
    bytesMax: 9000,
    inFlightMax: 2,
    sends: 'changed',
  }
  await using opened = await openApi(
    api,
    {},
    {
      objects: {
        contacts: {
          title: 'Contacts',
          fields: { email: { type: 'string', required: true, maxLength: 99 } },
          operations: {
            upsert,
            create: { ...operation, idempotencyHeader: 'Idempotency-Key', keyLifetimeMs: 5000 },
            append: operation,
            delete: { method: 'DELETE', url: '/x/{{email}}', send: 'record', recordsMax: 7 },
          },
        },
        events: { operations: { append: { ...operation, atomicity: 'none' } } },
      },
    },
  )
  const { objects } = await opened.discover()
  expect(objects).toEqual([
    {
      name: 'contacts',
      title: 'Contacts',
      isOpen: false,
      fields: { email: { type: 'string', required: true, maxLength: 99 } },
      operations: {
        upsert: {
          matchOn: [['email']],
          batch: { recordsMax: 50, bytesMax: 9000 },
          atomicity: 'all-or-nothing',
          resend: 'safe',
          sends: 'changed',
          inFlightMax: 2,
        },
        create: expect.objectContaining({ resend: 'key', keyLifetimeMs: 5000 }),
        append: expect.objectContaining({ resend: 'unsafe', batch: { recordsMax: 100 } }),
        delete: expect.objectContaining({ atomicity: 'per-record', batch: { recordsMax: 7 } }),
      },
    },
    expect.objectContaining({ name: 'events', isOpen: true, fields: {} }),
  ])
  expect(objects[1]?.operations?.append?.atomicity).toBe('per-record')
})

test('limits become quotas of the account that the API counts by', () => {
  const config = {
    ...withOperation({}),
    limits: {
      windows: [
        { max: 100, perMs: 10_000 },
        { max: 5, perMs: 1000, unit: 'records' },
      ],
      concurrency: 3,
      headers: { remaining: 'X-Left', reset: 'X-Reset', resetUnit: 'delta-s' },
    },
  }
  const parsed = destination.config['~standard'].validate(config)
  if (parsed instanceof Promise || parsed.issues) throw new Error('expected a valid configuration')
  const id = 'http:api.example.com'
  expect(destination.quotas?.(parsed.value, undefined)).toEqual([
    { kind: 'window', id, unit: 'requests', max: 100, perMs: 10_000 },
    { kind: 'window', id, unit: 'records', max: 5, perMs: 1000 },
    { kind: 'concurrency', id, max: 3 },
    {
      kind: 'headers',
      id,
      headers: { remaining: 'x-left', reset: 'x-reset', resetUnit: 'delta-s' },
    },
  ])
})

test('check asks the configured end point and names the account', async () => {
  await using api = await startApi({ json: { data: { id: 42 } } })
  const config = { check: { url: '/me', account: 'data.id' }, auth: { kind: 'bearer', token: 't' } }
  await using opened = await openApi(api, { upsert: operation }, config)
  expect(await opened.check()).toEqual({ account: { id: '42' } })
  expect(api.received).toMatchObject([{ method: 'GET', url: '/v1/me' }])
})

test.each([
  [401, 'REV_AUTH_INVALID'],
  [403, 'REV_AUTH_SCOPE'],
  [404, 'REV_CONFIG_INVALID'],
])('a check that is answered with %i fails with %s', async (status, code) => {
  await using api = await startApi({ status })
  const config = { check: { url: '/me' }, auth: { kind: 'bearer', token: 'canary-token' } }
  await using opened = await openApi(api, { upsert: operation }, config)
  const error = await opened.check().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code })
  expect(JSON.stringify(error)).not.toContain('canary')
})

test.each([200, 401, 404, 500])(
  'without an end point for it, check only knocks, without credentials, and %i is an answer',
  async (status) => {
    await using api = await startApi({ status })
    const auth = { kind: 'bearer', token: 't' }
    await using opened = await openApi(api, { upsert: operation }, { auth })
    expect(await opened.check()).toMatchObject({ warnings: [expect.stringContaining('not tried')] })
    expect(api.received.every(({ method }) => method === 'HEAD')).toBe(true)
    expect(api.received[0]?.headers.authorization).toBeUndefined()
  },
)

test('a host that does not answer fails the check', async () => {
  const api = await startApi({})
  await api[Symbol.asyncDispose]()
  await using opened = await openApi(api, { upsert: operation })
  await expect(opened.check()).rejects.toMatchObject({ kind: 'environment' })
})

/** Properties without a title, by path. */
function untitled(schema: unknown, path = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = schema as Schema
  const members = Object.entries(properties).flatMap(([name, member]) => {
    const at = `${path}.${name}`
    return [...('title' in member ? [] : [at]), ...untitled(member, at)]
  })
  const others = [additionalProperties, items, ...anyOf, ...oneOf]
  return [...members, ...others.flatMap((other) => untitled(other, path))]
}

interface Schema {
  readonly properties?: Readonly<Record<string, object>>
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
  readonly oneOf?: readonly unknown[]
}
