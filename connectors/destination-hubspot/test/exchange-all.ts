import assert from 'node:assert/strict'
import type { Simulator } from '@revetl/testkit/simulator'
import { openHubspot, type HubspotPair } from './open-hubspot.ts'
import { property } from './simulator/property-definitions.ts'

const car = {
  name: 'car',
  fullyQualifiedName: 'p4242001_car',
  objectTypeId: '2-42',
  properties: [property('plate', 'string', { unique: true })],
  requiredProperties: ['plate'],
}

const link = {
  from_object: 'contacts',
  from_property: 'email',
  from_value: 'ada@example.com',
  to_object: 'companies',
  to_property: 'external_id',
}
const labelled = { ...link, to_value: '1', label_category: 'USER_DEFINED', label_id: 37 }
const gone = { ...link, to_property: 'hs_object_id', to_value: '99' }
const member = { list_id: '7', object: 'contacts', property: 'email', value: 'ada@example.com' }

/** Associations, members of lists and events, with what HubSpot does not find. */
async function exchangeLinks({ hubspot }: HubspotPair): Promise<void> {
  for (const operation of ['upsert', 'delete'] as const) {
    const write = { object: 'associations', operation } as const
    await hubspot.write({ ...write, records: [{ ...link, to_value: '1' }, gone] })
    await hubspot.write({ ...write, records: [labelled, { ...gone, label_id: 37 }] })
  }
  const stranger = { ...member, property: 'hs_object_id', value: '99' }
  for (const operation of ['add', 'add', 'remove', 'remove'] as const) {
    await hubspot.write({ object: 'list_members', operation, records: [member, stranger] })
  }
  const event = { event_name: 'pe4242001_purchase', email: 'ada@example.com', amount: 1 }
  const append = { object: 'events', operation: 'append' } as const
  await hubspot.write({ ...append, records: [event] })
  await assert.rejects(hubspot.write({ ...append, records: [{ event_name: 'nonsense' }] }))
}

/** Every end point, with its good answers and its refusals. */
export async function exchangeAll(observe: (simulator: Simulator) => void): Promise<void> {
  await using pair = await openHubspot({
    customObjects: [car],
    missingScopes: ['crm.objects.deals.read', 'crm.objects.tickets.write', 'tickets'],
  })
  const { hubspot, simulator } = pair
  observe(simulator)
  const contacts = { object: 'contacts', matchOn: ['email'] } as const
  const records = [{ email: 'ada@example.com', firstname: 'Ada', score: 1 }, { email: 'nope' }]
  await hubspot.check()
  await hubspot.discover()
  await hubspot.write({ ...contacts, operation: 'upsert', records })
  await hubspot.write({ ...contacts, operation: 'upsert', records: records.slice(0, 1) })
  await hubspot.write({ ...contacts, operation: 'create', records })
  await hubspot.write({ ...contacts, operation: 'create', records: [{ email: 'ben@example.com' }] })
  await hubspot.write({ ...contacts, operation: 'update', records })
  await hubspot.write({
    object: 'p4242001_car',
    operation: 'upsert',
    records: [{ hs_object_id: '1' }],
    matchOn: ['hs_object_id'],
  })
  await hubspot.write({
    object: 'companies',
    operation: 'upsert',
    matchOn: ['external_id'],
    records: [{ external_id: '1' }, { external_id: '2' }],
  })
  await hubspot.write({
    object: 'companies',
    operation: 'update',
    matchOn: ['hs_object_id'],
    records: [{ hs_object_id: '9', name: 'x' }],
  })
  await exchangeLinks(pair)
  const keys = [['ada@example.com'], ['x']]
  await hubspot.lookup({ object: 'contacts', matchOn: ['email'], keys, fields: ['score'] })
  await hubspot.write({ ...contacts, operation: 'delete', records: [{ email: 'ada@example.com' }] })
  const refused = hubspot.write({
    object: 'tickets',
    operation: 'create',
    records: [{ subject: 'x' }],
  })
  await assert.rejects(refused, /tickets/)
}
