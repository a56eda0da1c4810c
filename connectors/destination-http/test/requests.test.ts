import { ExactNumber, parseJson } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openApi, people, startApi } from './api.ts'

const upsert = { method: 'POST', url: '/contacts', matchOn: [['id']] }

test('a batch is one JSON list of its records, digit for digit', async () => {
  await using api = await startApi({ status: 204 })
  await using destination = await openApi(api, { upsert })
  const records = [
    { id: 1, big: new ExactNumber('9007199254740993') },
    { id: 2, big: new ExactNumber('12345678901234567890.123456789012345678') },
    { id: 3, big: new ExactNumber('-99999999999999999999999999999999999999') },
  ]
  const outcomes = await destination.write({ object: 'contacts', operation: 'upsert', records })
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  const [request] = api.received
  expect(request).toMatchObject({ method: 'POST', url: '/v1/contacts' })
  expect(request?.headers['content-type']).toBe('application/json')
  expect(request?.body).toBe(
    '[{"id":1,"big":9007199254740993},{"id":2,"big":12345678901234567890.123456789012345678},' +
      '{"id":3,"big":-99999999999999999999999999999999999999}]',
  )
})

test('a body and its records take any shape, values keep their types and digits', async () => {
  await using api = await startApi({ status: 200 })
  const shaped = {
    ...upsert,
    body: { data: { inputs: '{{records}}' }, count: '{{batch.count}}', note: 'run {{run.id}}' },
    record: {
      key: '{{id}}',
      trace: '{{change.id}}',
      label: 'No. {{id}} <{{email}}>',
      amount: '{{field.total amount}}',
      gone: '{{not there}}',
      none: '{{nothing}}',
      all: '{{record}}',
    },
  }
  await using destination = await openApi(api, { upsert: shaped })
  const amount = new ExactNumber('0.1000000000000000000001')
  await destination.write({
    object: 'contacts',
    operation: 'upsert',
    records: [{ id: 1, email: 'ann@example.com', 'total amount': amount, nothing: null }],
  })
  expect(parseJson(api.received[0]?.body ?? '')).toEqual({
    data: {
      inputs: [
        {
          key: 1,
          trace: 'change-1',
          label: 'No. 1 <ann@example.com>',
          amount,
          none: null,
          all: { id: 1, email: 'ann@example.com', 'total amount': amount, nothing: null },
        },
      ],
    },
    count: 1,
    note: 'run run-1',
  })
})

test('a record travels alone with its key in the URL, encoded, and left out of the body', async () => {
  await using api = await startApi({ status: 200 })
  const put = { method: 'PUT', url: '/users/{{email}}', send: 'record', omit: ['email'] }
  await using destination = await openApi(api, { upsert: { ...put, query: { source: '{{id}}' } } })
  const records = [
    { id: 7, email: 'ann+x/y?z#@example.com', name: 'Ann' },
    { id: null, email: 'ä b', name: 'B' },
  ]
  await destination.write({ object: 'contacts', operation: 'upsert', records })
  const sent = new Map(api.received.map(({ url, body }) => [url, body]))
  expect(sent).toEqual(
    new Map([
      ['/v1/users/%C3%A4%20b', '{"id":null,"name":"B"}'],
      ['/v1/users/ann%2Bx%2Fy%3Fz%23%40example.com?source=7', '{"id":7,"name":"Ann"}'],
    ]),
  )
})

test('a delete of one record has no body', async () => {
  await using api = await startApi({ status: 204 })
  const remove = { method: 'DELETE', url: '/users/{{id}}', send: 'record' }
  await using destination = await openApi(api, { delete: remove })
  const write = { object: 'contacts', operation: 'delete', records: [{ id: 5 }] } as const
  expect(await destination.write(write)).toMatchObject([{ status: 'ok', effect: 'deleted' }])
  expect(api.received[0]).toMatchObject({ url: '/v1/users/5', body: '' })
})

test.each(['', '.', '..', '\ud800', null])(
  'a record whose value %j cannot stand in the URL is rejected and not sent',
  async (id) => {
    await using api = await startApi({ status: 200 })
    const put = { method: 'PUT', url: '/users/{{id}}', send: 'record' }
    await using destination = await openApi(api, { upsert: put })
    const outcomes = await destination.write({
      object: 'contacts',
      operation: 'upsert',
      records: [{ id }],
    })
    expect(outcomes).toMatchObject([{ status: 'rejected', code: 'REV_VALUE_INVALID' }])
    expect(api.received).toEqual([])
  },
)

test('a mapped value cannot add a header', async () => {
  await using api = await startApi({ status: 200 })
  const post = { method: 'POST', url: '/users', send: 'record', headers: { 'x-name': '{{name}}' } }
  await using destination = await openApi(api, { append: post })
  const outcomes = await destination.write({
    object: 'contacts',
    operation: 'append',
    records: [{ name: 'a\r\nx-admin: 1' }, { name: 'good' }, { name: null }],
  })
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'ok', 'ok'])
  const names = api.received.map(({ headers }) => headers['x-name'])
  expect(new Set(names)).toEqual(new Set(['good', undefined]))
})

test('records travel as lines', async () => {
  await using api = await startApi({ status: 200 })
  await using destination = await openApi(api, { append: { ...upsert, format: 'json-lines' } })
  await destination.write({ object: 'contacts', operation: 'append', records: people.slice(0, 2) })
  expect(api.received[0]).toMatchObject({
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"id":1,"email":"ann@example.com"}\n{"id":2,"email":"bob@example.com"}\n',
  })
})

test('a record travels as a form with nested names', async () => {
  await using api = await startApi({ status: 200 })
  const form = { method: 'POST', url: '/customers', send: 'record', format: 'form' }
  await using destination = await openApi(api, { append: form })
  const record = {
    name: 'A & B',
    balance: new ExactNumber('9007199254740993'),
    address: { city: 'Bern', lines: ['x', 'y'] },
    phone: null,
  }
  await destination.write({ object: 'contacts', operation: 'append', records: [record] })
  expect(api.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect([...new URLSearchParams(api.received[0]?.body)]).toEqual([
    ['name', 'A & B'],
    ['balance', '9007199254740993'],
    ['address[city]', 'Bern'],
    ['address[lines][0]', 'x'],
    ['address[lines][1]', 'y'],
    ['phone', ''],
  ])
})

test('headers of the connection, secret ones too, are on every request and in no log', async () => {
  await using api = await startApi({ status: 200 })
  const config = { headers: { 'x-version': '2' }, secretHeaders: { 'x-app-key': 'canary-app-key' } }
  await using destination = await openApi(api, { upsert }, config)
  await destination.write({ object: 'contacts', operation: 'upsert', records: people })
  expect(api.received[0]?.headers).toMatchObject({
    'x-version': '2',
    'x-app-key': 'canary-app-key',
  })
  expect(JSON.stringify(destination.logs)).not.toContain('canary')
})

test.each([
  [{ kind: 'bearer', token: 't0' }, { authorization: 'Bearer t0' }, ''],
  [{ kind: 'apiKey', header: 'X-Key', key: 'k' }, { 'x-key': 'k' }, ''],
  [{ kind: 'apiKey', query: 'api_key', key: 'k&' }, {}, '?api_key=k%26'],
  [{ kind: 'basic', user: 'u', password: 'p' }, { authorization: 'Basic dTpw' }, ''],
])('requests are authenticated with %j', async (auth, headers, query) => {
  await using api = await startApi({ status: 200 })
  await using destination = await openApi(api, { upsert }, { auth })
  await destination.write({ object: 'contacts', operation: 'upsert', records: people })
  expect(api.received[0]).toMatchObject({ headers, url: `/v1/contacts${query}` })
})

test('OAuth 2 client credentials fetch a token first', async () => {
  await using api = await startApi(({ url }) =>
    url === '/token'
      ? { json: { access_token: 'fresh', token_type: 'bearer', expires_in: 60 } }
      : {},
  )
  const auth = { kind: 'oauth2', tokenUrl: `${api.url}/token`, clientId: 'c', clientSecret: 's' }
  await using destination = await openApi(api, { upsert }, { auth })
  await destination.write({ object: 'contacts', operation: 'upsert', records: people })
  expect(api.received.map(({ url }) => url)).toEqual(['/token', '/v1/contacts'])
  expect(api.received[1]?.headers.authorization).toBe('Bearer fresh')
})

test('the idempotency key is the same for the same batch', async () => {
  await using api = await startApi({ status: 200 })
  const create = { method: 'POST', url: '/contacts', idempotencyHeader: 'Idempotency-Key' }
  await using destination = await openApi(api, { create })
  for (const attempt of [1, 2]) {
    await destination.write({ object: 'contacts', operation: 'create', records: people, attempt })
  }
  const keys = api.received.map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(keys[1]).toBe(keys[0])
})

test('a batch is as large as the configuration allows', async () => {
  await using api = await startApi({ status: 200 })
  await using destination = await openApi(api, { upsert: { ...upsert, recordsMax: 100_000 } })
  const records = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `name ${id}` }))
  await destination.write({ object: 'contacts', operation: 'upsert', records })
  expect(JSON.parse(api.received[0]?.body ?? '')).toHaveLength(100_000)
})
