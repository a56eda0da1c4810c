import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startKlaviyo } from './simulator.ts'

const list = 'list_Y6nRLr'
const email = (index: number): string => `person${index}@example.com`
const fieldNames = ['Favourite colour', 'with.dot', 'Größe', 'constructor', '__proto__']

const profile = (index: number): ValueRecord => ({
  email: email(index),
  external_id: `c-${index}`,
  first_name: `Ada ${index} 👩‍💻`,
  organization: 'Müller & "Söhne"',
  title: 'Engineer',
  'location.city': 'Ulm',
})
const badProfile = (index: number): ValueRecord => ({ ...profile(index), email: `nobody ${index}` })
const byEmail = (index: number): ValueRecord => ({ email: email(index) })
const badEmail = (index: number): ValueRecord => ({ email: `nobody ${index}` })
const event = (index: number): ValueRecord => ({
  metric: 'Placed Order',
  unique_id: `order-${index}`,
  email: email(index % 3),
  time: '2026-11-27T08:00:00Z',
  value: 9.99,
  item: 'A book',
})
const jobPath = '/api/profile-bulk-import-jobs'

/** Writes the records by another operation first. */
const first =
  (object: string, operation: WriteCase['operation']) =>
  (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation, records })

const profiles = { object: 'profiles', record: profile }
const suppressions = { object: 'suppressions', record: byEmail, badRecord: badEmail }

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startKlaviyo()
    const { account } = simulator
    const { profiles: people, events, suppressed, lists } = account
    return {
      config: { apiKey: 'simulated-key', baseUrl: simulator.url },
      simulator,
      count: (object) => {
        if (object === 'profiles') return people.list().length
        if (object === 'events') return events.size
        if (object === 'suppressions') return suppressed.size
        return lists.get(object.replace('list_', ''))?.members.size ?? 0
      },
      schema: {
        addObject: (name) => lists.set(name, { name, members: new Set() }),
        removeObject: (name) => lists.delete(name),
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a private key', config: { apiKey: 'x' } },
    { name: 'nothing', config: {}, invalidAt: 'apiKey' },
    {
      name: 'an address that is none',
      config: { apiKey: 'x', baseUrl: 'x' },
      invalidAt: 'baseUrl',
    },
  ],
  cases: [
    { ...profiles, operation: 'upsert', badRecord: badProfile, fieldNames, jobPath },
    { ...profiles, operation: 'update', prepare: first('profiles', 'upsert') },
    { ...profiles, operation: 'create', badRecord: badProfile, fieldNames },
    {
      object: 'profiles',
      operation: 'delete',
      record: byEmail,
      badRecord: badEmail,
      prepare: first('profiles', 'upsert'),
    },
    {
      object: 'events',
      operation: 'append',
      record: event,
      badRecord: (index) => ({ ...event(index), email: 'nobody' }),
      fieldNames,
    },
    {
      ...suppressions,
      operation: 'add',
      jobPath: '/api/profile-suppression-bulk-create-jobs',
    },
    {
      ...suppressions,
      operation: 'remove',
      prepare: first('suppressions', 'add'),
      jobPath: '/api/profile-suppression-bulk-delete-jobs',
    },
    { object: list, operation: 'add', record: byEmail, badRecord: badEmail, jobPath },
    { object: list, operation: 'remove', record: byEmail, prepare: first(list, 'add') },
  ],
})
