import type { OperationName } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openApi, startApi, type Answer } from './api.ts'

const one = { method: 'PUT', url: '/users/{{id}}', send: 'record', matchOn: [['id']] }

async function write(operation: OperationName, answer: Answer, described: object = one) {
  await using api = await startApi(answer)
  await using destination = await openApi(api, { [operation]: described })
  return await destination.write({ object: 'contacts', operation, records: [{ id: 1 }] })
}

test.each<[OperationName, Answer, object]>([
  ['delete', { status: 404 }, { status: 'ok', effect: 'unchanged' }],
  ['delete', { status: 410 }, { status: 'ok', effect: 'unchanged' }],
  ['remove', { status: 404 }, { status: 'ok', effect: 'unchanged' }],
  ['update', { status: 404 }, { status: 'skipped', reason: 'no-match' }],
  [
    'upsert',
    { status: 404, json: { message: 'no plan' } },
    { status: 'rejected', message: 'no plan' },
  ],
  ['create', { status: 409 }, { status: 'skipped', reason: 'exists' }],
  ['upsert', { status: 409 }, { status: 'rejected', code: 'REV_RECORD_CONFLICT' }],
  [
    'upsert',
    { status: 422, json: { errors: [{ detail: 'bad' }] } },
    { status: 'rejected', message: 'bad' },
  ],
  ['create', { status: 201 }, { status: 'ok', effect: 'created' }],
  ['update', { status: 204 }, { status: 'ok', effect: 'updated' }],
  ['upsert', { status: 502 }, { status: 'unknown', code: 'REV_HTTP_STATUS' }],
])('%s answered with %j', async (operation, answer, outcome) => {
  expect(await write(operation, answer)).toMatchObject([outcome])
})

test("the API's own id of a record is kept", async () => {
  const described = { ...one, answer: { remoteId: 'data.id' } }
  const answer = { json: { data: { id: 9007199254740992 } } }
  expect(await write('create', answer, described)).toMatchObject([
    { status: 'ok', remoteId: '9007199254740992' },
  ])
})

test('200 with an error inside is a no for the record', async () => {
  const described = { ...one, answer: { success: { path: 'ok' }, message: 'error' } }
  expect(await write('append', { json: { ok: false, error: 'nope' } }, described)).toMatchObject([
    { status: 'rejected', message: 'nope' },
  ])
  expect(await write('append', { json: {} }, described)).toMatchObject([{ status: 'unknown' }])
  expect(await write('append', { body: '<p>hi' }, described)).toMatchObject([{ status: 'unknown' }])
})

test('an error of GraphQL inside a 200 is a no, and no error is a yes', async () => {
  const described = { ...one, answer: { failure: 'errors', remoteId: 'data.make.id' } }
  const refused = { json: { data: null, errors: [{ message: 'not allowed' }] } }
  expect(await write('create', refused, described)).toMatchObject([
    { status: 'rejected', message: 'not allowed' },
  ])
  const made = { json: { data: { make: { id: 'x1' } }, errors: [] } }
  expect(await write('create', made, described)).toMatchObject([{ status: 'ok', remoteId: 'x1' }])
  expect(await write('create', { json: [] }, described)).toMatchObject([{ status: 'unknown' }])
})

test('each record of a batch gets the outcome of its own request', async () => {
  await using api = await startApi(({ url }) => ({ status: url.endsWith('/2') ? 400 : 200 }))
  await using destination = await openApi(api, { upsert: one })
  const records = Array.from({ length: 5 }, (_, id) => ({ id }))
  const outcomes = await destination.write({ object: 'contacts', operation: 'upsert', records })
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'rejected', 'ok', 'ok'])
})

test('an end point that is not there ends the run instead of rejecting record after record', async () => {
  const described = { method: 'POST', url: '/userz', send: 'record' }
  await expect(write('append', { status: 404 }, described)).rejects.toMatchObject({
    kind: 'config',
  })
})

test('refused credentials end the run', async () => {
  await expect(write('upsert', { status: 401 })).rejects.toMatchObject({ delivery: 'auth' })
})
