import { ok, rejected, retry, skipped, unknown, type Outcome } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { settleOutcomes } from '../../src/deliver/settle-outcomes.ts'
import { changes, operation } from './delivery-fixture.ts'

const rows = changes(2)
const [first, second] = rows as [(typeof rows)[number], (typeof rows)[number]]

/** Settles a batch of two: the first record is ok, the second came to `outcome`. */
function settle(
  outcome: Outcome,
  {
    isInDoubt = false,
    onAmbiguous = 'retry',
  }: { readonly isInDoubt?: boolean; readonly onAmbiguous?: 'retry' | 'hold' } = {},
) {
  const outcomes = new Map([ok(first), outcome].map((one) => [one.id, one]))
  return settleOutcomes(7, { operation: operation({ onAmbiguous }), isInDoubt }, rows, outcomes)
}

test('an accepted record is delivered, under the id that the destination gave', () => {
  const { settlement, counts } = settle(ok(second, 'created', 'remote-2'))
  expect(settlement).toMatchObject({ batch: 7, delivered: [0, 1], rejects: [], unknown: [] })
  expect([...settlement.remoteIds]).toEqual([[1, 'remote-2']])
  expect(counts).toEqual({ ok: 2, rejected: 0, skipped: 0, held: 0 })
})

test.each(['exists', 'unchanged'] as const)(
  'a record with nothing to do (%s) counts as delivered',
  (reason) => {
    const { settlement, counts } = settle(skipped(second, reason))
    expect(settlement).toMatchObject({ delivered: [0, 1], rejects: [] })
    expect(counts).toMatchObject({ ok: 1, skipped: 1 })
  },
)

test('a record that is not there to be updated is remembered and not delivered', () => {
  const { settlement, counts } = settle(skipped(second, 'no-match'))
  expect(settlement.delivered).toEqual([0])
  expect(settlement.rejects).toMatchObject([{ key: '[1]', state: 'skipped' }])
  expect(counts).toMatchObject({ skipped: 1 })
})

test('a rejected record keeps its reason, field and code, and its message has a bound', () => {
  const message = 'x'.repeat(10_000)
  const outcome = rejected(second, { message, field: 'email', vendorCode: 'E7' })
  const { settlement, counts, again } = settle(outcome)
  expect(settlement.rejects).toMatchObject([
    { key: '[1]', state: 'rejected', field: 'email', vendorCode: 'E7', fingerprint: 'f1' },
  ])
  expect(settlement.rejects[0]?.message).toHaveLength(4096)
  expect(counts).toMatchObject({ rejected: 1 })
  expect(again).toEqual([])
})

test('a record to be tried again is neither delivered nor rejected', () => {
  const { settlement, again } = settle(retry(second, { afterMs: 5 }))
  expect(settlement).toMatchObject({ delivered: [0], rejects: [], unknown: [] })
  expect(again.map(({ row }) => row.seq)).toEqual([1])
})

test('an unanswered record is ambiguous where it may be sent again', () => {
  const { settlement, ambiguous } = settle(unknown(second))
  expect(settlement).toMatchObject({ delivered: [0], rejects: [], unknown: [1] })
  expect(ambiguous.map(({ seq }) => seq)).toEqual([1])
})

test.each([
  [undefined, 'sent, and never answered'],
  ['the line was cut', 'the line was cut'],
])('an unanswered record is held where it may not be sent again (%s)', (message, told) => {
  const outcome = unknown(second, message === undefined ? {} : { message })
  const { settlement, counts, ambiguous } = settle(outcome, { onAmbiguous: 'hold' })
  expect(settlement.rejects).toMatchObject([{ key: '[1]', state: 'held', message: told }])
  expect(counts).toMatchObject({ held: 1 })
  expect(ambiguous).toEqual([])
})

test.each([
  ['refused', rejected(second, { message: 'no' })],
  ['to be tried again', retry(second)],
])('what is %s after an attempt that nobody answered stays in doubt', (_what, outcome) => {
  expect(settle(outcome, { isInDoubt: true }).settlement.unknown).toEqual([1])
})
