import type { Outcome } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openApi, people, startApi, type Answer } from './api.ts'

const batch = { method: 'POST', url: '/contacts', matchOn: [['id']] }
const results = {
  path: 'results',
  match: { by: 'field', path: 'email', field: 'email' },
  status: { path: 'status', ok: ['ok'], retry: ['locked'], exists: ['exists'], noMatch: ['none'] },
  message: 'error.message',
  code: 'error.code',
  field: 'error.field',
  remoteId: 'id',
}

/** Writes the three people and gives the outcomes, or the error that was thrown. */
async function write(
  answer: Answer,
  describe: object,
  operation = {},
): Promise<readonly Outcome[]> {
  await using api = await startApi(answer)
  await using destination = await openApi(api, {
    upsert: { ...batch, ...operation, answer: describe },
  })
  return await destination.write({ object: 'contacts', operation: 'upsert', records: people })
}

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status)

test('results in any order find their records by a field', async () => {
  const json = {
    results: [
      { email: 'cyd@example.com', status: 'ok', id: 33 },
      {
        email: 'ann@example.com',
        status: 'bad',
        error: { message: 'no', code: 7, field: 'email' },
      },
      { email: 'bob@example.com', status: 'locked' },
    ],
  }
  const outcomes = await write({ status: 207, json }, { results })
  expect(outcomes).toEqual([
    {
      id: 'change-1',
      status: 'rejected',
      code: 'REV_RECORD_REJECTED',
      message: 'no',
      vendorCode: '7',
      field: 'email',
    },
    expect.objectContaining({ id: 'change-2', status: 'retry', scope: 'record' }),
    { id: 'change-3', status: 'ok', effect: 'written', remoteId: '33' },
  ])
})

test('results find their records by the id of the change, sent along', async () => {
  await using api = await startApi(({ body }) => {
    const sent = JSON.parse(body) as { trace: string }[]
    return { json: sent.toReversed().map(({ trace }) => ({ trace, done: trace !== 'change-2' })) }
  })
  await using destination = await openApi(api, {
    upsert: {
      ...batch,
      record: { trace: '{{change.id}}', contact: '{{record}}' },
      answer: {
        results: {
          path: '',
          match: { by: 'change', path: 'trace' },
          status: { path: 'done', ok: [true] },
        },
      },
    },
  })
  const request = { object: 'contacts', operation: 'upsert', records: people } as const
  expect(statuses(await destination.write(request))).toEqual(['ok', 'rejected', 'ok'])
})

test('errors that name a place reject those records, and the others are what is declared', async () => {
  const json = { errors: [{ index: 2, message: 'bad' }], imported: 2 }
  const errors = {
    path: 'errors',
    match: { by: 'index', path: 'index', first: 1 },
    message: 'message',
  }
  expect(statuses(await write({ json }, { errors }))).toEqual(['unknown', 'rejected', 'unknown'])
  expect(statuses(await write({ json }, { errors, unnamed: 'ok' }))).toEqual([
    'ok',
    'rejected',
    'ok',
  ])
  const counted = { errors, unnamed: 'ok', accepted: 'imported' }
  expect(statuses(await write({ json }, counted))).toEqual(['ok', 'rejected', 'ok'])
  const fewer = { json: { ...json, imported: 1 } }
  expect(statuses(await write(fewer, counted))).toEqual(['unknown', 'rejected', 'unknown'])
  expect(statuses(await write({ json: { imported: 3 } }, counted))).toEqual(['ok', 'ok', 'ok'])
})

test('an API that lists the failures in a 400 and keeps the rest is believed', async () => {
  const json = { failed: [{ at: 0, message: 'bad', code: 'later' }], imported: 2 }
  const errors = {
    path: 'failed',
    match: { by: 'index', path: 'at' },
    code: 'code',
    retryCodes: ['later'],
  }
  const describe = { errors, listed: [200, 400], unnamed: 'ok', accepted: 'imported' }
  expect(statuses(await write({ status: 400, json }, describe))).toEqual(['retry', 'ok', 'ok'])
})

test('positions count only where there is one entry for each record', async () => {
  const describe = {
    results: { path: '', match: { by: 'position' }, status: { path: 'ok', ok: [true] } },
  }
  const json = [{ ok: true }, { ok: false }, { ok: true }]
  expect(statuses(await write({ json }, describe))).toEqual(['ok', 'rejected', 'ok'])
  for (const other of [json.slice(1), [...json, { ok: true }]]) {
    expect(statuses(await write({ json: other }, describe))).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
  }
})

const yes = (email: string) => ({ email, status: 'ok' })

test.each<[string, unknown, string[]]>([
  ['no result', [], ['unknown', 'unknown', 'unknown']],
  ['fewer results', [yes('bob@example.com')], ['unknown', 'ok', 'unknown']],
  [
    'a foreign result',
    [...people.map(({ email }) => yes(email)), yes('x@example.com')],
    ['unknown', 'unknown', 'unknown'],
  ],
  ['a result without its field', [{ status: 'ok' }], ['unknown', 'unknown', 'unknown']],
  [
    'yes and no for one record',
    [yes('ann@example.com'), { email: 'ann@example.com', status: 'bad' }, yes('bob@example.com')],
    ['rejected', 'ok', 'unknown'],
  ],
  [
    'no and then yes for one record',
    [{ email: 'ann@example.com', status: 'bad' }, yes('ann@example.com')],
    ['rejected', 'unknown', 'unknown'],
  ],
  [
    'results that are there or missing already',
    [
      { email: 'ann@example.com', status: 'exists' },
      { email: 'bob@example.com', status: 'none' },
    ],
    ['skipped', 'skipped', 'unknown'],
  ],
])('%s: nothing is taken for a yes that is none', async (_name, list, expected) => {
  expect(statuses(await write({ json: { results: list } }, { results }))).toEqual(expected)
})

test('two records with the same value of the field are told apart by nobody', async () => {
  await using api = await startApi({ json: { results: [yes('ANN@example.com')] } })
  const match = { by: 'field', path: 'email', field: 'email', ignoreCase: true }
  await using destination = await openApi(api, {
    upsert: { ...batch, answer: { results: { ...results, match } } },
  })
  const records = [
    { id: 1, email: 'ann@example.com' },
    { id: 2, email: 'Ann@example.com' },
  ]
  const outcomes = await destination.write({ object: 'contacts', operation: 'upsert', records })
  expect(statuses(outcomes)).toEqual(['unknown', 'unknown'])
})

const html = '<!doctype html><title>Sign in</title>'
const hostile: readonly (readonly [string, Answer])[] = [
  ['a page', { body: html, headers: { 'content-type': 'text/html' } }],
  ['a page that says it is JSON', { body: html, headers: { 'content-type': 'application/json' } }],
  ['nothing', { body: '' }],
  ['null', { json: null }],
  ['an empty list', { json: [] }],
  ['an empty object', { json: {} }],
  ['a text', { json: 'ok' }],
  ['a number', { json: 1 }],
  ['a list elsewhere', { json: { results: { 0: yes('ann@example.com') } } }],
  [
    'half of it',
    {
      body: '{"results": [{"email": "ann@example.com", "st',
      headers: { 'content-type': 'application/json' },
    },
  ],
  ['bytes that are no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }],
]

test.each(hostile)('200 with %s is a yes for nobody', async (_name, answer) => {
  const outcomes = await write(answer, { results })
  expect(statuses(outcomes)).toEqual(['unknown', 'unknown', 'unknown'])
})

test('a byte order mark before the JSON is harmless or unknown, and never a wrong yes', async () => {
  const text = JSON.stringify({ results: [yes('ann@example.com')] })
  const outcomes = await write({ body: `\ufeff${text}` }, { results })
  expect(['ok', 'unknown']).toContain(outcomes[0]?.status)
  expect(statuses(outcomes.slice(1))).toEqual(['unknown', 'unknown'])
})

test.each([
  ['a page', { body: html, headers: { 'content-type': 'text/html' } }],
  ['half of a JSON', { body: '{"a":', headers: { 'content-type': 'application/json' } }],
  ['bytes that are no UTF-8', { body: Buffer.from([0xff, 0xfe]) }],
])('where the status alone counts, %s is still no yes', async (_name, answer) => {
  expect(statuses(await write(answer, {}))).toEqual(['unknown', 'unknown', 'unknown'])
})

test('where the status alone counts, 202 is accepted and a plain ok will do', async () => {
  expect(await write({ status: 202, body: 'ok' }, {})).toMatchObject([
    { status: 'ok', effect: 'accepted' },
    { status: 'ok', effect: 'accepted' },
    { status: 'ok', effect: 'accepted' },
  ])
})

test('200 with an error inside is a no', async () => {
  const describe = {
    success: { path: 'ok' },
    message: 'error',
    code: 'error',
    retryCodes: ['rate_limited'],
  }
  const refused = { json: { ok: false, error: 'invalid_blocks' } }
  await expect(write(refused, describe)).rejects.toMatchObject({
    code: 'REV_RECORD_REJECTED',
    delivery: 'rejected',
    message: expect.stringContaining('invalid_blocks'),
  })
  const later = { json: { ok: false, error: 'rate_limited' } }
  expect(await write(later, describe)).toMatchObject([
    { status: 'retry', scope: 'quota' },
    { status: 'retry', scope: 'quota' },
    { status: 'retry', scope: 'quota' },
  ])
  expect(statuses(await write({ json: {} }, describe))).toEqual(['unknown', 'unknown', 'unknown'])
  expect(statuses(await write({ json: { ok: true } }, describe))).toEqual(['ok', 'ok', 'ok'])
})

test('a batch that is refused as a whole may be halved, unless nobody knows what it did', async () => {
  const refused = { status: 400, json: { message: 'one of them is bad' } }
  await expect(write(refused, {})).rejects.toMatchObject({ delivery: 'rejected' })
  const guess = await write(refused, {}, { atomicity: 'none' })
  expect(statuses(guess)).toEqual(['unknown', 'unknown', 'unknown'])
})

test('a refused batch whose errors name records leaves the others for another try', async () => {
  const json = { errors: [{ email: 'bob@example.com', message: 'bad' }] }
  const errors = { path: 'errors', match: { by: 'field', path: 'email', field: 'email' } }
  const outcomes = await write({ status: 422, json }, { errors })
  expect(outcomes).toMatchObject([
    { status: 'retry', scope: 'batch' },
    { status: 'rejected', message: 'bad' },
    { status: 'retry', scope: 'batch' },
  ])
})

test('a status can be declared to mean something else', async () => {
  const outcomes = await write({ status: 404 }, { statuses: { 404: 'unchanged' } })
  expect(outcomes).toMatchObject([{ status: 'skipped', reason: 'unchanged' }, {}, {}])
})

test('a missing permission and a missing end point end the run', async () => {
  await expect(
    write({ status: 403, json: { message: 'needs contacts.write' } }, {}),
  ).rejects.toMatchObject({
    code: 'REV_AUTH_SCOPE',
    delivery: 'auth',
    message: expect.stringContaining('contacts.write'),
  })
  await expect(write({ status: 404 }, {})).rejects.toMatchObject({ kind: 'config' })
})
