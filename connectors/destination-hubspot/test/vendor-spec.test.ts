import type { Exchange } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'
import { openHubspot } from './open-hubspot.ts'
import { property } from './simulator/property-definitions.ts'
import { VendorSpec } from './vendor-spec.ts'

// The vendor's descriptions are not ours to keep: HubSpot/HubSpot-public-api-spec-collection, laid out as
// hubspot/2026-03/{accountInfo,objects,properties,schemas}.json in the folder that REV_SPECS names.
const folder = process.env['REV_SPECS']

const car = {
  name: 'car',
  fullyQualifiedName: 'p4242001_car',
  objectTypeId: '2-42',
  properties: [property('plate', 'string', { unique: true })],
  requiredProperties: ['plate'],
}

/** Every end point, with its good answers and its refusals. */
async function exchangeAll(): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = []
  await using pair = await openHubspot({
    customObjects: [car],
    missingScopes: ['crm.objects.deals.read', 'crm.objects.tickets.write', 'tickets'],
    onExchange: (exchange) => exchanges.push(exchange),
  })
  const { hubspot } = pair
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
  const key = 'ada@example.com'
  await hubspot.lookup({
    object: 'contacts',
    matchOn: ['email'],
    keys: [[key], ['x']],
    fields: ['score'],
  })
  await hubspot.lookup({ object: 'contacts', matchOn: ['email'], keys: [[key]], fields: [] })
  await hubspot.write({ ...contacts, operation: 'delete', records: [{ email: 'ada@example.com' }] })
  const refused = hubspot.write({
    object: 'tickets',
    operation: 'create',
    records: [{ subject: 'x' }],
  })
  await expect(refused).rejects.toThrow(/tickets/)
  return exchanges
}

test('every request and every answer is as the vendor describes it', async ({ skip }) => {
  skip(folder === undefined, "REV_SPECS names no folder with the vendor's descriptions")
  const spec = new VendorSpec(folder ?? '')
  const exchanges = await exchangeAll()
  const seen = exchanges.map(
    ({ pattern, reply }) => `${pattern.split('/').slice(-2).join('/')} ${reply.status}`,
  )
  expect([...new Set(seen)].sort()).toEqual([
    '2026-03/:type 200',
    '2026-03/:type 403',
    '2026-03/details 200',
    '2026-03/schemas 200',
    'batch/archive 204',
    'batch/create 201',
    'batch/create 207',
    'batch/create 403',
    'batch/read 200',
    'batch/read 207',
    'batch/update 200',
    'batch/update 207',
    'batch/upsert 200',
    'batch/upsert 207',
    'daily/private-apps 200',
  ])
  expect(exchanges.flatMap((exchange) => spec.problemsOf(exchange))).toEqual([])
})
