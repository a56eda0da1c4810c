import { expect, test } from 'vitest'
import { openHubspot } from './open-hubspot.ts'

const append = { object: 'events', operation: 'append' } as const
const purchase = {
  event_name: 'pe4242001_purchase',
  email: 'ada@example.com',
  occurred_at: '2026-11-27T10:00:00',
  amount: 12.5,
  coupon: null,
}

test('an event carries its own fields, and all others as properties in text', async () => {
  await using pair = await openHubspot()
  expect(await pair.hubspot.write({ ...append, records: [purchase] })).toMatchObject([
    { status: 'ok', effect: 'accepted' },
  ])
  expect([...pair.simulator.store.events.values()]).toEqual([
    {
      eventName: 'pe4242001_purchase',
      email: 'ada@example.com',
      occurredAt: '2026-11-27T10:00:00Z',
      properties: { amount: '12.5' },
      uuid: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    },
  ])
})

test('the same record sent twice is one event, and two records with the same values are two', async () => {
  await using pair = await openHubspot()
  await pair.hubspot.write({ ...append, records: [purchase, purchase] })
  await pair.hubspot.write({ ...append, records: [purchase, purchase], attempt: 2 })
  expect(pair.simulator.store.events.size).toBe(2)
})

test('a UUID of the model is kept', async () => {
  await using pair = await openHubspot()
  const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e'
  await pair.hubspot.write({ ...append, records: [{ ...purchase, uuid }] })
  expect([...pair.simulator.store.events.keys()]).toEqual([uuid])
})

test('a refusal wrote nothing, so that the host can send halves', async () => {
  await using pair = await openHubspot()
  const records = [purchase, { ...purchase, event_name: 'nonsense' }]
  await expect(pair.hubspot.write({ ...append, records })).rejects.toMatchObject({
    delivery: 'rejected',
    message: expect.stringContaining('No event definition'),
  })
  expect(pair.simulator.store.events.size).toBe(0)
})

test('events do not spend the burst of the account', async () => {
  await using pair = await openHubspot()
  await pair.hubspot.write({ ...append, records: [purchase] })
  const used = Object.fromEntries(
    pair.simulator.quotas.map(({ name, used: count }) => [name, count]),
  )
  expect(used).toEqual({ TEN_SECONDLY_ROLLING: 0, DAILY: 0, EVENTS: 1 })
})
