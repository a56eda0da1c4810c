import { expect, test } from 'vitest'
import { metadataProblem } from '../src/objects/events.ts'
import { openIntercom } from './open-intercom.ts'

const append = { object: 'events', operation: 'append' } as const
const event = { event_name: 'bought-plan', created_at: '2026-01-31T13:05:00Z', user_id: 'u-1' }

test('everything that is no field of Intercom becomes metadata', async () => {
  await using pair = await openIntercom()
  await pair.intercom.write({
    object: 'contacts',
    operation: 'upsert',
    records: [{ external_id: 'u-1' }],
  })
  const records = [
    {
      ...event,
      metadata: { article: { url: 'https://example.com', value: 'Read' } },
      price: { amount: 34_999, currency: 'eur' },
      seats: 3,
      renewal_date: '2027-01-31',
      asked_at: '2026-01-31T13:05:00Z',
    },
  ]
  const types = {
    renewal_date: 'date',
    asked_at: 'timestamptz',
    metadata: 'json',
    price: 'json',
  } as const
  expect(await pair.intercom.write({ ...append, records, types })).toMatchObject([
    { status: 'ok', effect: 'accepted' },
  ])
  expect([...pair.simulator.workspace.events.values()]).toEqual([
    {
      event_name: 'bought-plan',
      created_at: 1_769_864_700,
      user_id: 'u-1',
      metadata: {
        article: { url: 'https://example.com', value: 'Read' },
        price: { amount: 34_999, currency: 'eur' },
        seats: 3,
        renewal_date: 1_801_353_600,
        asked_at: '2026-01-31T13:05:00Z',
      },
    },
  ])
})

test('the same event twice is one', async () => {
  await using pair = await openIntercom()
  await pair.intercom.write({
    object: 'contacts',
    operation: 'upsert',
    records: [{ external_id: 'u-1' }],
  })
  for (const _ of [1, 2]) await pair.intercom.write({ ...append, records: [event] })
  expect(pair.simulator.workspace.count('events')).toBe(1)
})

test('metadata that Intercom would drop rejects the event', async () => {
  await using pair = await openIntercom()
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, index]))
  const records = [
    { ...event, ...many },
    { ...event, nested: { a: { b: 1 } } },
  ]
  expect(await pair.intercom.write({ ...append, records })).toMatchObject([
    { status: 'rejected', message: /10 metadata keys.*has 11/ },
    { status: 'rejected', message: /no nested JSON.*nested/ },
  ])
  expect(pair.simulator.requestCount).toBe(0)
})

test.each([
  {},
  { a: null, b: 'x', c: 1, d: true },
  { link: { value: 'x', url: 'https://example.com' } },
  { price: { amount: 1, currency: 'eur' } },
])('nothing is wrong with the metadata %j', (metadata) => {
  expect(metadataProblem(metadata)).toBeUndefined()
})

test.each([{ a: [1] }, { a: {} }, { a: { url: 'https://example.com' } }])(
  'Intercom takes no metadata like %j',
  (metadata) => {
    expect(metadataProblem(metadata)).toMatch(/a has some/)
  },
)
