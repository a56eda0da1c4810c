import { expect, test } from 'vitest'
import { ok, rejected, retry, skipped, unknown } from '../src/index.ts'
import { BatchChange, checkOutcomes } from '../src/host.ts'

const [a, b] = ['a', 'b'].map(
  (id) => new BatchChange({ id, kind: 'added', key: [id], json: '{}' }),
) as [BatchChange, BatchChange]
const problemsOf = (answer: unknown): readonly string[] =>
  checkOutcomes({ changes: [a, b] }, answer).problems

test('takes one outcome for each id, in any order', () => {
  const { byId, problems } = checkOutcomes({ changes: [a, b] }, [skipped(b, 'exists'), ok(a)])
  expect(problems).toEqual([])
  expect(byId).toEqual(
    new Map<string, unknown>([
      ['a', ok(a)],
      ['b', skipped(b, 'exists')],
    ]),
  )
})

test('takes every outcome that the builders make', () => {
  for (const outcome of [
    ok(a, 'created', '17'),
    rejected(a, { message: 'No such state.', field: 'state', vendorCode: 'INVALID' }),
    retry(a, { afterMs: 20, scope: 'quota' }),
    skipped(a, 'no-match'),
    unknown(a, { message: 'The answer was cut short.' }),
  ]) {
    expect(problemsOf([outcome, ok(b)])).toEqual([])
  }
})

test('an answer that is no list acknowledges nothing', () => {
  for (const answer of [undefined, null, {}, 'ok', true]) {
    const { byId, problems } = checkOutcomes({ changes: [a] }, answer)
    expect(byId.size).toBe(0)
    expect(problems).toHaveLength(1)
  }
})

test.for<[string, readonly unknown[], string]>([
  ['a missing id', [ok(a)], 'no outcome for b'],
  ['a repeated id', [ok(a), ok(b), rejected(a, { message: 'x' })], '2 outcomes for a'],
  ['a foreign id', [ok(a), ok(b), ok({ id: 'z' })], 'an outcome for z, which is not in the batch'],
  ['no id', [ok(a), ok(b), { status: 'ok', effect: 'written' }], 'an outcome without an id'],
  ['an unknown status', [ok(a), { id: 'b', status: 'done' }], 'the outcome of b has the status'],
  ['an unknown effect', [ok(a), { ...ok(b), effect: 'sent' }], 'the outcome of b has the effect'],
  ['an unknown code', [ok(a), { ...unknown(b), code: 'REV_X' }], 'has the code "REV_X"'],
  ['a wait that is no number', [ok(a), retry(b, { afterMs: NaN })], 'has the afterMs'],
  [
    'a reject without a reason',
    [ok(a), { ...rejected(b, { message: '' }), message: 1 }],
    'message',
  ],
  ['no object at all', [ok(a), ok(b), null], 'an outcome without an id'],
])('names %s', ([, answer, problem]) => {
  const problems = problemsOf(answer)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(problem)
})

test('an id with two outcomes counts for neither, the first included', () => {
  const { byId } = checkOutcomes({ changes: [a, b] }, [ok(a), ok(b), ok(a)])
  expect([...byId.keys()]).toEqual(['b'])
})

test('tells the ids that were not asked for', () => {
  const { foreignIds } = checkOutcomes({ changes: [a] }, [ok(a), ok(b), ok({ id: 'z' })])
  expect(foreignIds).toEqual(['b', 'z'])
})

test('a list that never ends is not read', () => {
  const { byId, problems } = checkOutcomes(
    { changes: [a] },
    Array.from({ length: 1000 }, () => ok(a)),
  )
  expect(byId.size).toBe(0)
  expect(problems).toEqual(['expected 1 outcomes, got 1000'])
})

test.for<[string, unknown, string]>([
  ['a status that is no text', 7, 'the status number'],
  ['a status of a megabyte', 'x'.repeat(1 << 20), 'the status of 1048576 characters'],
])('names %s without repeating it', ([, status, problem]) => {
  expect(problemsOf([ok(a), { id: 'b', status }])[0]).toContain(problem)
})
