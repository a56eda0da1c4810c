import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startBraze } from './simulator.ts'

const catalog = 'catalog_restaurants'
const fieldNames = ['Favourite colour', 'with.dot', 'Größe', 'constructor', '__proto__']

const user = (index: number): ValueRecord => ({
  external_id: `u-${index}`,
  first_name: `Ada ${index} 👩‍💻`,
  home_city: 'Köln',
  language: 'de',
  plan: 'gold',
  visits: 3,
})
const byEmail = (index: number): ValueRecord => ({
  email: `person${index}@example.com`,
  first_name: `Ada ${index}`,
  home_city: 'Ulm',
})
const event = (index: number): ValueRecord => ({
  external_id: `u-${index % 3}`,
  name: 'rented_movie',
  time: `2026-11-27T08:00:00.${String(index).padStart(3, '0')}Z`,
  title: 'The Sad Egg',
})
const purchase = (index: number): ValueRecord => ({
  external_id: `u-${index % 3}`,
  product_id: 'book',
  currency: 'EUR',
  price: 9.99,
  time: `2026-11-27T08:00:00.${String(index).padStart(3, '0')}Z`,
  colour: 'red',
})
const item = (index: number): ValueRecord => ({
  id: `r-${index}`,
  Name: `Müller & "Söhne" ${index}`,
  City: 'Ulm',
  Rating: 4.5,
  Open: true,
})

const first =
  (object: string, operation: WriteCase['operation']) =>
  (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation, records })

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startBraze()
    const { users, events, purchases, catalogs } = simulator.workspace
    return {
      config: { apiKey: 'simulated-key', endpoint: simulator.url },
      simulator,
      count: (object) => {
        if (object === 'users') return users.list().length
        if (object === 'events') return events.length
        if (object === 'purchases') return purchases.length
        return catalogs.get(object.replace('catalog_', ''))?.items.size ?? 0
      },
      schema: {
        addObject: (name) => catalogs.set(name, { fields: { id: 'string' }, items: new Map() }),
        removeObject: (name) => catalogs.delete(name),
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a key', config: { apiKey: 'x', endpoint: 'https://rest.fra-01.braze.eu' } },
    { name: 'no cluster', config: { apiKey: 'x' }, invalidAt: 'endpoint' },
    {
      name: 'another pricing',
      config: { apiKey: 'x', endpoint: 'https://rest.fra-01.braze.eu', pricing: 'free' },
      invalidAt: 'pricing',
    },
  ],
  cases: [
    {
      object: 'users',
      operation: 'upsert',
      record: user,
      badRecord: (index) => ({ ...user(index), email_subscribe: 'maybe' }),
      fieldNames,
    },
    {
      object: 'users',
      operation: 'upsert',
      matchOn: ['email'],
      record: byEmail,
      badRecord: (index) => ({ ...byEmail(index), email: `nobody ${index}` }),
    },
    {
      object: 'users',
      operation: 'update',
      record: user,
      prepare: first('users', 'upsert'),
    },
    {
      object: 'users',
      operation: 'delete',
      record: (index) => ({ external_id: `u-${index}` }),
      prepare: first('users', 'upsert'),
    },
    {
      object: 'events',
      operation: 'append',
      record: event,
      badRecord: (index) => ({ ...event(index), time: 'yesterday' }),
      fieldNames,
    },
    {
      object: 'purchases',
      operation: 'append',
      record: purchase,
      badRecord: (index) => ({ ...purchase(index), price: 'much' }),
      fieldNames,
    },
    {
      object: catalog,
      operation: 'upsert',
      record: item,
      badRecord: (index) => ({ ...item(index), id: `not good ${index}!` }),
    },
    {
      object: catalog,
      operation: 'delete',
      record: (index) => ({ id: `r-${index}` }),
      badRecord: (index) => ({ id: `not good ${index}!` }),
      prepare: (records, destination) =>
        destination.write({
          object: catalog,
          operation: 'upsert',
          records: records.map(({ id = '' }) => ({ ...item(0), id })),
        }),
    },
  ],
})
