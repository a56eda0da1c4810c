import { ok, retry, unknown, type Batch } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { changes, DeliveryFixture, operation } from './delivery-fixture.ts'

const running = (batch: Batch) =>
  batch.changes.map((change) => unknown(change, { isUnderWay: true }))

const keysOf = ({ batches }: DeliveryFixture) => batches.map((batch) => batch.idempotencyKey)
const sizesOf = ({ batches }: DeliveryFixture) => batches.map((batch) => batch.changes.length)

test.each(['safe', 'key', 'reconcile'] as const)(
  'a batch that the destination still works on is asked about as it is, under its key (resend: %s)',
  async (resend) => {
    const fixture = new DeliveryFixture()
    let tries = 0
    fixture.behaviour = (batch) =>
      ++tries < 3 ? running(batch) : batch.changes.map((change) => ok(change))
    const onAmbiguous = resend === 'reconcile' ? 'reconcile' : 'retry'
    const result = await fixture.deliver(changes(4), operation({ resend, onAmbiguous }))
    expect(result).toMatchObject({ ok: 4, pending: 0, unresolved: 0 })
    expect(sizesOf(fixture)).toEqual([4, 4, 4])
    expect(new Set(keysOf(fixture)).size).toBe(1)
    // Whoever looks before its end finds nothing, and would send it anew.
    expect(fixture.lookups).toEqual([])
  },
)

test('a batch that is still worked on after the last attempt is left whole to the next run', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = running
  const result = await fixture.deliver(changes(4))
  expect(result).toMatchObject({ ok: 0, held: 0, pending: 4, unresolved: 4 })
  expect(sizesOf(fixture)).toEqual([4, 4, 4])
})

test('an attempt that came to nothing leaves the one before it under way', async () => {
  const fixture = new DeliveryFixture()
  let tries = 0
  fixture.behaviour = (batch) =>
    ++tries === 1 ? running(batch) : batch.changes.map((change) => retry(change))
  const result = await fixture.deliver(changes(2))
  expect(result).toMatchObject({ pending: 2, unresolved: 2 })
})

test('a batch that is under way no more is looked into as any other whose fate is unknown', async () => {
  const fixture = new DeliveryFixture()
  let tries = 0
  fixture.behaviour = (batch) => {
    if (++tries === 1) return running(batch)
    return batch.changes.map((change) => (batch.changes.length > 1 ? unknown(change) : ok(change)))
  }
  expect(await fixture.deliver(changes(2))).toMatchObject({ ok: 2, unresolved: 0 })
  expect(sizesOf(fixture)).toEqual([2, 2, 1, 1])
})

test('what is to be held when in doubt is held, whoever still works on it', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = running
  const held = await fixture.deliver(changes(2), operation({ onAmbiguous: 'hold' }))
  expect(held).toMatchObject({ held: 2, unresolved: 0 })
  expect(fixture.batches).toHaveLength(1)
})
