import type { PlanReport } from '@revetl/core'
import { expect, test } from 'vitest'
import { planSummary, planText } from '../src/text/plan-text.ts'
import { plainStyle } from '../src/text/style.ts'

const plan: PlanReport = {
  sync: 'movies',
  mode: 'mirror',
  object: 'movies',
  destination: 'app',
  hash: 'ab12',
  rowsRead: 3201,
  unchanged: 3199,
  changes: { added: 1, changed: 1, removed: 1 },
  operations: { upsert: 2, delete: 1 },
  changedFields: { title: 1, votes: 1 },
  problems: [],
  problemCount: 0,
  samples: [
    {
      key: ['Alien', '1979-05-25'],
      kind: 'changed',
      operation: 'upsert',
      fields: [
        { name: 'title', before: 'Alien', after: 'Alien', isSent: false },
        { name: 'votes', before: 10, after: null, isSent: true },
      ],
    },
    {
      key: [42],
      kind: 'added',
      operation: 'upsert',
      fields: [{ name: 'title', before: undefined, after: 'New\u001B[31m', isSent: true }],
    },
  ],
  requestsMin: 2,
  secondsAtQuota: 90,
  guard: undefined,
  isFirstRun: false,
  notes: ['A note.'],
}

const text = (changes: Partial<PlanReport> = {}) =>
  planText({ ...plan, ...changes }, { style: plainStyle })

test('a plan in one line says what comes, changes, goes and stays', () => {
  expect(planSummary(plan)).toBe('movies: 1 to add, 1 to change, 1 to remove; 3,199 unchanged.')
})

test('a changed record shows its changed fields, before and after', () => {
  expect(text()).toContain('~ ["Alien","1979-05-25"] (upsert)\n      votes  10 → null\n')
})

test('an added record shows its values, and nothing in them reaches the terminal as a command', () => {
  expect(text()).toContain(String.raw`      title  "New\u001b[31m"`)
  expect(text()).not.toContain('\u001B')
})

test('a plan counts what its samples do not show', () => {
  expect(text()).toContain('… and 1 more change\n')
})

test('a plan says what it costs, which fields change, and how to run exactly it', () => {
  expect(text()).toContain('requests        at least 2, 1 min 30 s at the quota')
  expect(text()).toContain('changed fields  title 1, votes 1')
  expect(text()).toContain('rev run movies --plan ab12')
})

test('a plan that the guard stops says why, and how to confirm it', () => {
  const guard = { code: 'REV_GUARD_EMPTY', message: 'The model is empty.' } as const
  expect(text({ guard })).toContain('Guarded: The model is empty.\n  → If that is right: rev run')
})

test('rows that cannot be sent are listed and counted', () => {
  const problem = { key: [1], code: 'REV_MODEL_KEY_DUPLICATE', message: '2 rows.', rows: 2 }
  const shown = text({ problems: [problem], problemCount: 3 })
  expect(shown).toContain(
    '3 records cannot be sent:\n  1  2 rows. REV_MODEL_KEY_DUPLICATE\n  … and 2 more',
  )
})

test('an empty plan says that there is nothing to do', () => {
  const changes = { added: 0, changed: 0, removed: 0 }
  expect(text({ changes, operations: {}, samples: [] })).toContain('Nothing to do')
})
