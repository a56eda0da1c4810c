import assert from 'node:assert/strict'
import type { Simulator } from '@revetl/testkit/simulator'
import { openHubspot } from './open-hubspot.ts'
import { property } from './simulator/property-definitions.ts'

const car = {
  name: 'car',
  fullyQualifiedName: 'p4242001_car',
  objectTypeId: '2-42',
  properties: [property('plate', 'string', { unique: true })],
  requiredProperties: ['plate'],
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
