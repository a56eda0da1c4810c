import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startHubspot, type HubspotSimulator } from './simulator.ts'
import type { CustomObject } from './simulator/crm-store.ts'
import { property } from './simulator/property-definitions.ts'

const custom = (name: string, typeId: number): CustomObject => ({
  name,
  fullyQualifiedName: `p4242001_${name}`,
  objectTypeId: `2-${typeId}`,
  properties: [
    property('plate', 'string', { unique: true }),
    property('model'),
    property('colour'),
  ],
  requiredProperties: ['plate'],
})
const car = custom('car', 42)

const makes: Readonly<Record<string, (index: number) => ValueRecord>> = {
  contacts: (index) => ({
    email: `person${index}@example.com`,
    firstname: `Ada ${index} 👩‍💻`,
    company: 'Müller & "Söhne"',
  }),
  companies: (index) => ({ external_id: `c-${index}`, name: `Example ${index}`, city: 'Ulm' }),
  deals: (index) => ({ external_id: `d-${index}`, dealname: `Deal ${index}`, amount: 1.5 }),
  tickets: (index) => ({ external_id: `t-${index}`, subject: `Help ${index}`, content: 'x\ny' }),
  [car.fullyQualifiedName]: (index) => ({ plate: `B-EX ${index}`, model: 'bus', colour: 'red' }),
}

/** The four operations of an object, each by the first of its fields. */
function casesOf(object: string): readonly WriteCase[] {
  const record = makes[object] ?? (() => ({}))
  const matchOn = Object.keys(record(0)).slice(0, 1)
  const badRecord = (index: number) => ({ ...record(index), nonsense: 'no such property' })
  const prepare = (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation: 'create', records })
  const isFound = object === 'contacts' ? { matchOn } : {}
  return [
    { object, operation: 'upsert', matchOn, record, badRecord },
    { object, operation: 'create', ...isFound, record, badRecord },
    { object, operation: 'update', matchOn, record, prepare },
    { object, operation: 'delete', matchOn, record, prepare },
  ]
}

// Records that associations and members name; the account has them from the start.
const email = (index: number) => `linked${index}@example.com`
const companyKey = (index: number) => `linked-${index}`
const linkedCount = 2100

/** Fills an account with the records that others are linked to. */
function insertLinked({ store }: HubspotSimulator): void {
  for (let index = 0; index < linkedCount; index += 1) {
    store.insert('contacts', { email: email(index) }, Date.now())
    store.insert('companies', { external_id: companyKey(index) }, Date.now())
  }
}

const association = (index: number): ValueRecord => ({
  from_object: 'contacts',
  from_property: 'email',
  from_value: email(index),
  to_object: 'companies',
  to_property: 'external_id',
  to_value: companyKey(index),
})
const member = (index: number): ValueRecord => ({
  list_id: '7',
  object: 'contacts',
  property: 'email',
  value: email(index),
})
const occurrence = (index: number): ValueRecord => ({
  event_name: 'pe4242001_purchase',
  email: email(index),
  occurred_at: '2026-11-27T10:00:00Z',
  amount: 12.5,
})

const prepareBy =
  (object: string, operation: 'upsert' | 'add') =>
  (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation, records })

const linkCases: readonly WriteCase[] = [
  {
    object: 'associations',
    operation: 'upsert',
    record: association,
    badRecord: (index) => ({ ...association(index), to_value: `nobody-${index}` }),
  },
  {
    object: 'associations',
    operation: 'delete',
    record: association,
    prepare: prepareBy('associations', 'upsert'),
  },
  {
    object: 'list_members',
    operation: 'add',
    record: member,
    badRecord: (index) => ({ ...member(index), value: `nobody${index}@example.com` }),
  },
  {
    object: 'list_members',
    operation: 'remove',
    record: member,
    prepare: prepareBy('list_members', 'add'),
  },
  {
    object: 'events',
    operation: 'append',
    record: occurrence,
    badRecord: (index) => ({ ...occurrence(index), event_name: 'nonsense' }),
  },
]

const oauth = {
  clientId: 'client',
  clientSecret: 'simulated-client-secret',
  refreshToken: 'simulated-refresh-token',
}

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const customObjects = [car]
    const simulator = await startHubspot({ customObjects })
    insertLinked(simulator)
    const { url: baseUrl, store, tokens } = simulator
    return {
      config: { accessToken: 'simulated-token', baseUrl, tier: 'enterprise' },
      simulator,
      count: (object) => {
        if (object === 'associations') return store.associations.list().length
        if (object === 'list_members') return store.lists[0]?.members.size ?? 0
        return object === 'events' ? store.events.size : store.list(object).length
      },
      oauth: {
        config: { oauth, baseUrl },
        expire: () => tokens.expire(),
        issued: () => tokens.issued,
        revoke: () => tokens.revoke(),
      },
      schema: {
        addObject: (name) => customObjects.push(custom(name, 1000 + customObjects.length)),
        removeObject: (name) => {
          const at = customObjects.findIndex((one) => one.name === name)
          if (at !== -1) customObjects.splice(at, 1)
        },
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a private app', config: { accessToken: 'x', tier: 'starter' } },
    { name: 'an OAuth app', config: { oauth } },
    { name: 'nothing', config: {}, invalidAt: 'accessToken' },
    { name: 'both', config: { accessToken: 'x', oauth }, invalidAt: 'accessToken' },
    { name: 'another tier', config: { accessToken: 'x', tier: 'gold' }, invalidAt: 'tier' },
  ],
  cases: [...Object.keys(makes).flatMap(casesOf), ...linkCases],
})
