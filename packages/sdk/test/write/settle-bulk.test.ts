import { expect, test } from 'vitest'
import {
  bulkWithErrors,
  changeIdsBy,
  ok,
  rejected,
  settleBulk,
  skipped,
  type BulkAnswer,
  type BulkVerdict,
} from '../../src/index.ts'
import { batchOf, contextOf, recordsOf } from './call.ts'

const three = batchOf(recordsOf(3))
const yes = (at: string | number): BulkVerdict => ({ at, outcome: (change) => ok(change) })
const no = (at: string | number): BulkVerdict => ({
  at,
  outcome: (change) => rejected(change, { message: 'bad' }),
})
const took = (count: number) => ({ count, outcome: yes('').outcome })

test.for<[string, BulkAnswer, string[]]>([
  ['by id in any order', { verdicts: [no('c2'), yes('c0'), yes('c1')] }, ['ok', 'ok', 'rejected']],
  ['by position', { verdicts: [yes(0), no(1), yes(2)] }, ['ok', 'rejected', 'ok']],
  ['an id left out', { verdicts: [yes('c0'), no('c2')] }, ['ok', 'unknown', 'rejected']],
  ['a position left out', { verdicts: [yes(0), no(2)] }, ['unknown', 'unknown', 'unknown']],
  ['nothing at all', { verdicts: [] }, ['unknown', 'unknown', 'unknown']],
  [
    'a position too many',
    { verdicts: [yes(0), yes(1), yes(2), yes(3)] },
    ['unknown', 'unknown', 'unknown'],
  ],
  ['a foreign id', { verdicts: [yes('c0'), yes('c1'), yes('c2'), no('c9')] }, ['ok', 'ok', 'ok']],
  [
    'failures by id and a count that adds up',
    { verdicts: [no('c1')], accepted: took(2) },
    ['ok', 'rejected', 'ok'],
  ],
  [
    'failures by position and a count that adds up',
    { verdicts: [no(1)], accepted: took(2) },
    ['ok', 'rejected', 'ok'],
  ],
  [
    'a count that is too small',
    { verdicts: [no('c1')], accepted: took(1) },
    ['unknown', 'rejected', 'unknown'],
  ],
  [
    'a count that is too large',
    { verdicts: [no('c1')], accepted: took(3) },
    ['unknown', 'rejected', 'unknown'],
  ],
  [
    'a count that hides a foreign failure',
    { verdicts: [no('c9')], accepted: took(2) },
    ['unknown', 'unknown', 'unknown'],
  ],
  [
    'a count that hides a repeated failure',
    { verdicts: [no('c0'), no('c0')], accepted: took(1) },
    ['rejected', 'unknown', 'unknown'],
  ],
  ['all taken, none failed', { verdicts: [], accepted: took(3) }, ['ok', 'ok', 'ok']],
  [
    'yes and no to one record',
    { verdicts: [yes('c0'), no('c0'), yes('c1'), yes('c2')] },
    ['rejected', 'ok', 'ok'],
  ],
  [
    'no and yes to one record',
    { verdicts: [no('c0'), yes('c0'), yes('c1'), yes('c2')] },
    ['rejected', 'ok', 'ok'],
  ],
  [
    'ok and skipped to one record',
    {
      verdicts: [
        yes('c0'),
        { at: 'c0', outcome: (change) => skipped(change, 'exists') },
        yes('c1'),
        yes('c2'),
      ],
    },
    ['unknown', 'ok', 'ok'],
  ],
  [
    'a negative position',
    { verdicts: [yes(0), yes(1), yes(-1)] },
    ['unknown', 'unknown', 'unknown'],
  ],
])('%s', ([, answer, statuses]) => {
  const outcomes = settleBulk(three.changes, answer)
  expect(outcomes.map(({ id }) => id)).toEqual(['c0', 'c1', 'c2'])
  expect(outcomes.map(({ status }) => status)).toEqual(statuses)
})

test('an unknown record says how far the vendor’s counts went', () => {
  const [first] = settleBulk(three.changes, { verdicts: [] })
  expect(first).toMatchObject({ message: 'The destination answered for 0 of 3 records.' })
})

test('bulkWithErrors settles what its request answers', async () => {
  const write = bulkWithErrors(async (batch) => ({
    verdicts: batch.changes.toReversed().map(({ id }) => yes(id)),
  }))
  expect((await write(three, contextOf())).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
})

test('finds changes by the value of a field, and none where the value is shared', () => {
  const batch = batchOf([
    { email: 'Ada@example.com', n: 7 },
    { email: 'bo@example.com', n: 8 },
    { email: 'BO@example.com' },
  ])
  const byEmail = changeIdsBy(batch, 'email', (text) => text.toLowerCase())
  expect(byEmail('ADA@example.com')).toBe('c0')
  expect(byEmail('bo@example.com')).toContain('no change with email')
  expect(byEmail('nobody@example.com')).toContain('no change with email')
  expect(changeIdsBy(batch, 'n')(8)).toBe('c1')
})
