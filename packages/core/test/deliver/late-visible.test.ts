import { ok, unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { quickClock } from '../quick-clock.ts'
import { changes, DeliveryFixture, operation } from './delivery-fixture.ts'

const plan = operation({
  name: 'create',
  resend: 'reconcile',
  onAmbiguous: 'reconcile',
  visibleAfterMs: 60_000,
})

/** A vendor that applies what it does not answer, and shows it a minute later. */
class LateVendor {
  readonly fixture = new DeliveryFixture()
  readonly clock = quickClock(2000)
  readonly applied: string[] = []
  /** When it began to show what it has. */
  readonly #shownFromMs: number
  readonly lookedAtMs: number[] = []
  readonly #startMs: number

  constructor({ shownAfterMs = 55_000, isApplied = true } = {}) {
    this.#startMs = this.clock.monotonicMs()
    this.#shownFromMs = this.#startMs + shownAfterMs
    this.fixture.options = { clock: this.clock, patienceMs: 600_000 }
    this.fixture.behaviour = (batch) => {
      const isFirst = this.applied.length === 0 && this.fixture.batches.length === 1
      if (isApplied || !isFirst) this.applied.push(...batch.changes.map(({ id }) => id))
      return batch.changes.map((change) => (isFirst ? unknown(change) : ok(change)))
    }
    this.fixture.lookup = async ({ keys }) => {
      const nowMs = this.clock.monotonicMs()
      this.lookedAtMs.push(nowMs - this.#startMs)
      const isShown = isApplied && nowMs >= this.#shownFromMs
      return isShown
        ? keys.map(([id = null]) => ({ match: { id }, fields: { id, name: `n${Number(id)}` } }))
        : []
    }
  }
}

test('a record that is not shown yet is looked for again when it would be, and not sent twice', async () => {
  const { fixture, applied, lookedAtMs } = new LateVendor()
  expect(await fixture.deliver(changes(3), plan)).toMatchObject({
    ok: 3,
    pending: 0,
    unresolved: 0,
  })
  expect(applied).toEqual(['0', '1', '2'])
  // Both halves, once each.
  expect(lookedAtMs).toHaveLength(3)
  expect(lookedAtMs[1]).toBeGreaterThanOrEqual(60_000)
})

test('a record that is not there when it would be shown is sent again', async () => {
  const { fixture, applied } = new LateVendor({ isApplied: false })
  expect(await fixture.deliver(changes(3), plan)).toMatchObject({ ok: 3, unresolved: 0 })
  expect(applied).toEqual(['0', '1', '2'])
  expect(fixture.batches.map((batch) => batch.changes.length)).toEqual([3, 2, 1])
})

test('the one bad record of a batch that fails as a whole is found', async () => {
  const { fixture } = new LateVendor({ isApplied: false })
  fixture.behaviour = (batch) => {
    const isBad = batch.changes.some(({ id }) => id === '2')
    return batch.changes.map((change) => (isBad ? unknown(change) : ok(change)))
  }
  expect(await fixture.deliver(changes(4), plan)).toMatchObject({ ok: 3, pending: 1 })
})

test('a part of what was sent under a key does not go out under it again', async () => {
  const { fixture } = new LateVendor()
  fixture.lookup = async () => [{ match: { id: 0 }, fields: { id: 0, name: 'n0' } }]
  const byKey = operation({ resend: 'key', onAmbiguous: 'reconcile', visibleAfterMs: 60_000 })
  expect(await fixture.deliver(changes(2), byKey)).toMatchObject({ ok: 2, held: 0 })
  const [first, second] = fixture.batches
  expect(second?.changes.map(({ id }) => id)).toEqual(['1'])
  expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey)
})

test('nor does it after a death, where a part is found', async () => {
  const { fixture } = new LateVendor()
  fixture.behaviour = (batch) => batch.changes.map((change) => ok(change))
  fixture.lookup = async () => [{ match: { id: 0 }, fields: { id: 0, name: 'n0' } }]
  const byKey = operation({ resend: 'key', onAmbiguous: 'reconcile' })
  const replay = {
    operation: byKey,
    rows: changes(2),
    attempt: 1,
    idempotencyKey: 'k',
    wasSent: true,
    isAmbiguous: true,
    isInDoubt: true,
    isUnderWay: false,
    visibleAtMs: 0,
  }
  expect(await fixture.deliver([], byKey, [replay])).toMatchObject({ ok: 2 })
  expect(fixture.batches.map((batch) => batch.changes.map(({ id }) => id))).toEqual([['1']])
  expect(fixture.batches[0]?.idempotencyKey).not.toBe('k')
})

test('what cannot be looked for within patience is left, for the next run to find before it sends anything', async () => {
  const { fixture, applied } = new LateVendor()
  fixture.options = { ...fixture.options, patienceMs: 30_000 }
  const result = await fixture.deliver(changes(3), plan)
  expect(result).toMatchObject({ ok: 0, pending: 3, unresolved: 3 })
  expect(result.retryAfterMs).toBeGreaterThan(30_000)
  expect(applied).toEqual(['0', '1', '2'])
})

test('what a dead run had sent is waited for, however little patience there is', async () => {
  const { fixture, applied, clock } = new LateVendor()
  fixture.options = { ...fixture.options, patienceMs: 30_000, mayPark: false }
  const replay = {
    operation: plan,
    rows: changes(2),
    attempt: 1,
    idempotencyKey: 'k',
    wasSent: true,
    isAmbiguous: true,
    isInDoubt: true,
    isUnderWay: false,
    visibleAtMs: clock.monotonicMs() + plan.visibleAfterMs,
  }
  expect(await fixture.deliver([], plan, [replay])).toMatchObject({ ok: 2, unresolved: 0 })
  expect(applied).toEqual([])
})

test('a vendor that never answers and never shows anything gets no more attempts than any other', async () => {
  const { fixture } = new LateVendor()
  fixture.lookup = async () => []
  fixture.behaviour = (batch) => batch.changes.map((change) => unknown(change))
  expect(await fixture.deliver(changes(1), plan)).toMatchObject({ pending: 1 })
  expect(fixture.batches.length).toBeLessThanOrEqual(3)
})
