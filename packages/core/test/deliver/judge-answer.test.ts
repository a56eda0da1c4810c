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
