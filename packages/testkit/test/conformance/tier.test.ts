import { expect, test } from 'vitest'
import { tierOf, type CheckResult, type TierInput } from '../../src/index.ts'

const result = (
  level: CheckResult['level'],
  status: CheckResult['status'],
  more: Partial<CheckResult> = {},
): CheckResult => ({
  id: `${level}01`,
  title: 'it holds',
  severity: 'must',
  level,
  status,
  durationMs: 0,
  ...more,
})
const green = (['S', 'X', 'M'] as const).map((level) => result(level, 'passed'))
const nowMs = Date.parse('2026-11-26T00:00:00Z')
const day = 86_400_000
const input = (results: readonly CheckResult[], more: Partial<TierInput> = {}): TierInput => ({
  results,
  isUnspoiled: false,
  liveAtMs: undefined,
  nowMs,
  ...more,
})

test.each<[string, TierInput, string]>([
  ['nothing was checked', input([]), 'none'],
  ['a static check fails', input([...green, result('S', 'failed')]), 'none'],
  ['an isolated check fails', input([...green, result('X', 'failed')]), 'none'],
  ['only the simulated vendor was tried', input([result('M', 'passed')]), 'none'],
  ['no vendor was tried', input(green.slice(0, 2)), 'bronze'],
  ['a check against the vendor fails', input([...green, result('M', 'failed')]), 'bronze'],
  [
    'a check against the vendor could not run',
    input([...green, result('M', 'skipped', { isBlocked: true, reason: 'no server' })]),
    'bronze',
  ],
  ['it speaks HTTP and nothing spoils its answers', input(green, { isUnspoiled: true }), 'bronze'],
  ['a should fails', input([...green, result('M', 'warned')]), 'silver'],
  [
    'a check does not apply',
    input([...green, result('M', 'skipped', { reason: 'none' })]),
    'silver',
  ],
  ['a live check fails', input([...green, result('L', 'failed')], { liveAtMs: nowMs }), 'silver'],
  [
    'it was tried live too long ago',
    input([...green, result('L', 'passed')], { liveAtMs: nowMs - 31 * day }),
    'silver',
  ],
  ['all is green', input([...green, result('L', 'passed')], { liveAtMs: nowMs - day }), 'gold'],
])('where %s', (_name, given, tier) => {
  expect(tierOf(given).tier).toBe(tier)
})

test('what keeps a connector from the next tier is named', () => {
  const blocked = result('M', 'skipped', { isBlocked: true, reason: 'no server' })
  expect(tierOf(input([...green, blocked])).tierReason).toBe('M01 could not run: no server')
})
