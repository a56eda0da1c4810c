import type { RunReport } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { runSummary, runText } from '../src/text/run-text.ts'
import { plainStyle as style } from '../src/text/style.ts'

const run: RunReport = {
  run: 'r1',
  sync: 'people',
  status: 'partial',
  startedAt: '2026-01-31T13:05:00Z',
  seconds: 2.34,
  rowsRead: 1200,
  unchanged: 1000,
  changes: { added: 150, changed: 50, removed: 0 },
  planned: 200,
  outcomes: { ok: 198, rejected: 2, skipped: 0, pending: 0, held: 0, guarded: 0 },
  accepted: 0,
  sent: 200,
  requests: 2,
  retries: 1,
  planHash: 'ab12',
  rejects: [
    {
      key: [7],
      code: 'REV_RECORD_REJECTED',
      message: 'No.',
      field: 'email',
      vendorCode: undefined,
    },
  ],
  retryAfter: undefined,
  error: undefined,
  readBack: undefined,
  notes: [],
}

test('a run in one line says how it ended, what was sent and what is left over', () => {
  expect(runSummary(run)).toBe('people: partial, 200 sent, 2 rejected.')
})

test('a run says of how many records the destination does not tell what became of them', () => {
  const audience = { ...run, accepted: 150 }
  expect(runSummary(audience)).toBe(
    'people: partial, 200 sent, 150 accepted without an answer for each, 2 rejected.',
  )
  expect(runText(audience, { style })).toContain(
    'outcome   198 ok (150 accepted without an answer for each), 2 rejected',
  )
})

test('a run shows its counts, its first rejects and how to see all', () => {
  expect(runText(run, { style }).split('\n')).toEqual([
    '! people: partial in 2.3 s r1',
    '  read      1,200 rows, 1,000 unchanged',
    '  planned   + 150  ~ 50  - 0',
    '  sent      200 in 2 requests, 1 retry',
    '  outcome   198 ok, 2 rejected',
    '  ✗ 7  email: No. REV_RECORD_REJECTED',
    '  … and 1 more',
    '  → rev rejects list people',
  ])
})

test('a run that could not begin shows its error', () => {
  const error = new RevError('REV_STATE_BUSY', 'Another run.', { hint: 'Wait.' })
  const text = runText({ sync: 'people', status: 'failed', sent: 0, error }, { style })
  expect(text).toBe('✗ people: failed\n✗ REV_STATE_BUSY  Another run.\n  → Wait.')
})
