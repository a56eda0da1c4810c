import { ok, RevError, type Batch, type DeliveryClass } from '@revetl/sdk'
import { BatchChange, freezeBatch } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import { judgeAnswer } from '../../src/deliver/judge-answer.ts'

const batchOf = (count: number): Batch =>
  freezeBatch({
    object: { name: 'contacts', fields: {} },
    operation: 'upsert',
    matchOn: [],
    fields: [],
    idempotencyKey: 'k',
    attempt: 1,
    changes: Array.from(
      { length: count },
      (_, index) => new BatchChange({ id: `c${index}`, kind: 'added', key: [index], json: '{}' }),
    ),
  })
const thrown = (delivery: DeliveryClass | undefined, code: RevError['code'] = 'REV_HTTP_STATUS') =>
  new RevError(code, 'Failed.', delivery === undefined ? {} : { delivery })
const failed = (error: RevError) => ({ outcomes: undefined, error, hasSent: true })
const answered = (outcomes: unknown) => ({ outcomes, error: undefined, hasSent: true })

test.for<[DeliveryClass, string, string | undefined]>([
  ['not-sent', 'retry', undefined],
  ['not-applied', 'retry', undefined],
  ['throttled', 'retry', undefined],
  ['unknown', 'unknown', undefined],
  ['rejected', 'retry', 'refused'],
  ['too-large', 'retry', 'too-large'],
])('a batch that failed as %s is %s, and split as %s', ([delivery, status, split]) => {
  const judged = judgeAnswer(batchOf(2), failed(thrown(delivery)))
  expect([...judged.outcomes.values()].map((outcome) => outcome.status)).toEqual([status, status])
  expect(judged.split).toBe(split)
  expect(judged.stop).toBeUndefined()
})

test.for<[DeliveryClass, string]>([
  ['not-sent', 'retry'],
  ['not-applied', 'retry'],
  ['unknown', 'unknown'],
  ['rejected', 'rejected'],
  ['too-large', 'rejected'],
])('a change alone that failed as %s is %s', ([delivery, status]) => {
  const judged = judgeAnswer(batchOf(1), failed(thrown(delivery)))
  expect(judged.outcomes.get('c0')?.status).toBe(status)
})

test('a wrong configuration and refused credentials end the run and reject nothing', () => {
  for (const error of [
    thrown('not-applied', 'REV_CONFIG_MAPPING'),
    thrown('auth', 'REV_AUTH_INVALID'),
  ]) {
    const judged = judgeAnswer(batchOf(2), failed(error))
    expect(judged.stop).toBe(error)
    expect([...judged.outcomes.values()].map(({ status }) => status)).toEqual(['retry', 'retry'])
  }
})

test('an answer about a record that was not asked for acknowledges nothing', () => {
  const batch = batchOf(2)
  const outcomes = [...batch.changes, { id: 'zz' }].map((change) => ok(change))
  const judged = judgeAnswer(batch, answered(outcomes))
  expect([...judged.outcomes.values()].map(({ status }) => status)).toEqual(['unknown', 'unknown'])
})

test('an answer that leaves a record out leaves it unknown and keeps the others', () => {
  const batch = batchOf(2)
  const judged = judgeAnswer(batch, answered(batch.changes.slice(0, 1).map((one) => ok(one))))
  expect([...judged.outcomes.values()].map(({ status }) => status)).toEqual(['ok', 'unknown'])
})

test('a yes without a request is believed of nobody, unless nothing had to be done', () => {
  const batch = batchOf(2)
  const unsent = (outcomes: unknown) =>
    judgeAnswer(batch, { ...answered(outcomes), hasSent: false })
  const claimed = unsent(batch.changes.map((one) => ok(one)))
  expect([...claimed.outcomes.values()].map(({ status }) => status)).toEqual(['unknown', 'unknown'])
  expect(claimed.problems).toHaveLength(1)
  const known = unsent(batch.changes.map((one) => ok(one, 'unchanged')))
  expect([...known.outcomes.values()].map(({ status }) => status)).toEqual(['ok', 'ok'])
  expect(known.problems).toEqual([])
})

test.for<[boolean | undefined, string]>([
  [false, 'retry'],
  [true, 'unknown'],
  [undefined, 'unknown'],
])('what a connector throws of its own, having sent: %s, is %s', ([hasSent, status]) => {
  for (const error of [new TypeError('x is undefined'), thrown(undefined)]) {
    const judged = judgeAnswer(batchOf(1), { outcomes: undefined, error, hasSent })
    expect(judged.outcomes.get('c0')?.status).toBe(status)
    expect(judged.stop).toBeUndefined()
  }
})

test('a wrong configuration ends the run also where nobody says what became of the request', () => {
  const error = thrown(undefined, 'REV_CONFIG_INVALID')
  expect(judgeAnswer(batchOf(1), failed(error)).stop).toBe(error)
})

test('a connector that is not started again ends the run', () => {
  const error = thrown('not-sent', 'REV_CONNECTOR_STOPPED')
  expect(judgeAnswer(batchOf(1), failed(error)).stop).toBe(error)
})

test('the wait that a destination asks for is kept', () => {
  const error = new RevError('REV_HTTP_THROTTLED', 'Slow down.', {
    delivery: 'throttled',
    afterMs: 1500,
  })
  expect(judgeAnswer(batchOf(1), failed(error)).outcomes.get('c0')).toMatchObject({
    status: 'retry',
    scope: 'quota',
    afterMs: 1500,
  })
})

test('no list of outcomes at all leaves every record unknown', () => {
  const judged = judgeAnswer(batchOf(2), answered(undefined))
  expect([...judged.outcomes.values()].map(({ status }) => status)).toEqual(['unknown', 'unknown'])
})
