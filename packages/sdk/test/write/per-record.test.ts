import { expect, test } from 'vitest'
import {
  authError,
  ok,
  perRecord,
  RevError,
  type Outcome,
  type RevErrorOptions,
} from '../../src/index.ts'
import { batchOf, contextOf, recordsOf } from './call.ts'

const failing = (at: string, error: unknown) =>
  perRecord(
    async (change) => {
      if (change.id === at) throw error
      return ok(change)
    },
    { inFlightMax: 1 },
  )
const statuses = (outcomes: readonly Outcome[]): unknown[] =>
  [...outcomes].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ status }) => status)
const httpError = (options: RevErrorOptions): RevError =>
  new RevError('REV_HTTP_STATUS', 'Failed.', options)

test.for<[string, unknown, object]>([
  ['not-sent', httpError({ delivery: 'not-sent' }), { status: 'retry', scope: 'record' }],
  [
    'not-applied',
    httpError({ delivery: 'not-applied', afterMs: 5 }),
    { status: 'retry', scope: 'record', afterMs: 5 },
  ],
  [
    'too-large',
    httpError({ delivery: 'too-large' }),
    { status: 'rejected', code: 'REV_RECORD_TOO_LARGE' },
  ],
  ['unknown', httpError({ delivery: 'unknown' }), { status: 'unknown', code: 'REV_HTTP_STATUS' }],
  ['no class', httpError({}), { status: 'unknown' }],
  [
    'an error that is not ours',
    new TypeError('x is undefined'),
    { status: 'unknown', code: 'REV_CONNECTOR_CRASHED' },
  ],
  ['no error at all', 'text', { status: 'unknown', code: 'REV_CONNECTOR_CRASHED' }],
])('what is thrown with %s counts for its change alone', async ([, error, expected]) => {
  const outcomes = await failing('c1', error)(batchOf(recordsOf(3)), contextOf())
  expect(statuses(outcomes)).toEqual(['ok', (expected as Outcome).status, 'ok'])
  expect(outcomes.find(({ id }) => id === 'c1')).toMatchObject(expected)
})

test.for<[string, RevError, object]>([
  ['refused credentials', authError('No.'), { scope: 'batch', code: 'REV_AUTH_INVALID' }],
  [
    'a full quota',
    httpError({ delivery: 'throttled', afterMs: 9 }),
    { scope: 'quota', afterMs: 9 },
  ],
  ['a wrong configuration', new RevError('REV_CONFIG_INVALID', 'No.'), { scope: 'batch' }],
])('%s end the batch and keep what was answered', async ([, error, expected]) => {
  let calls = 0
  const write = perRecord(
    async (change) => {
      calls += 1
      if (change.id === 'c1') throw error
      return ok(change)
    },
    { inFlightMax: 1 },
  )
  const outcomes = await write(batchOf(recordsOf(5)), contextOf())
  expect(calls).toBe(2)
  expect(statuses(outcomes)).toEqual(['ok', 'retry', 'retry', 'retry', 'retry'])
  for (const outcome of outcomes.slice(1)) expect(outcome).toMatchObject(expected)
})

test('an error that concerns all is thrown on where nothing was answered', async () => {
  const write = failing('c0', authError('No.'))
  await expect(write(batchOf(recordsOf(3)), contextOf())).rejects.toMatchObject({
    delivery: 'auth',
  })
})

test('keeps to its bound and reaches it', async () => {
  let now = 0
  let most = 0
  const write = perRecord(
    async (change) => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
      return ok(change)
    },
    { inFlightMax: 4 },
  )
  expect(await write(batchOf(recordsOf(20)), contextOf())).toHaveLength(20)
  expect(most).toBe(4)
})

test('after an abort what was not sent is retry, and nothing more is sent', async () => {
  const stop = new AbortController()
  const sent: string[] = []
  const write = perRecord(
    async (change) => {
      sent.push(change.id)
      if (change.id === 'c1') stop.abort()
      return ok(change)
    },
    { inFlightMax: 1 },
  )
  const outcomes = await write(batchOf(recordsOf(4)), contextOf({ signal: stop.signal }))
  expect(sent).toEqual(['c0', 'c1'])
  expect(statuses(outcomes)).toEqual(['ok', 'ok', 'retry', 'retry'])
  expect(outcomes[3]).toMatchObject({ code: 'REV_RUN_CANCELLED' })
})
