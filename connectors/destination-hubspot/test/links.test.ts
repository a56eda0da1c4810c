import { describe, expect, test } from 'vitest'
import { openHubspot, type HubspotPair } from './open-hubspot.ts'

const link = {
  from_object: 'contacts',
  from_property: 'email',
  from_value: 'Ada@example.com',
  to_object: 'companies',
  to_property: 'external_id',
  to_value: 'c-1',
}
const member = { list_id: '7', object: 'contacts', property: 'email', value: 'ada@example.com' }

/** An account with Ada and her company, each made by a sync of its own. */
async function openWithAda(): Promise<HubspotPair> {
  const pair = await openHubspot()
  const write = { operation: 'upsert' } as const
  await pair.hubspot.write({
    ...write,
    object: 'contacts',
    matchOn: ['email'],
    records: [{ email: 'ada@example.com' }, { email: 'ben@example.com' }],
  })
  await pair.hubspot.write({
    ...write,
    object: 'companies',
    matchOn: ['external_id'],
    records: [{ external_id: 'c-1' }],
  })
  return pair
}

const statusesOf = (outcomes: readonly { readonly status: string }[]) =>
  outcomes.map(({ status }) => status)

describe('an association', () => {
  const upsert = { object: 'associations', operation: 'upsert' } as const

  test('is made between records that other syncs made, by their own keys', async () => {
    await using pair = await openWithAda()
    expect(await pair.hubspot.write({ ...upsert, records: [link] })).toMatchObject([
      { status: 'ok', effect: 'written' },
    ])
    expect(pair.simulator.store.associations.list()).toEqual([
      'companies/1003 contacts/1001 HUBSPOT_DEFINED:1',
    ])
  })

  test('is rejected where HubSpot lacks one of the records, and the others are made', async () => {
    await using pair = await openWithAda()
    const records = [
      link,
      { ...link, from_value: 'eve@example.com' },
      { ...link, from_value: 'ben@example.com', to_value: 'c-2' },
    ]
    expect(await pair.hubspot.write({ ...upsert, records })).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', field: 'from_value' },
      { status: 'rejected', field: 'to_value' },
    ])
  })

  test('is rejected with the reason of HubSpot where a record id is not there', async () => {
    await using pair = await openWithAda()
    const records = [link, { ...link, to_property: 'hs_object_id', to_value: '99' }]
    const labelled = records.map((record) => ({ ...record, label_id: 37 }))
    for (const some of [records, labelled]) {
      expect(await pair.hubspot.write({ ...upsert, records: some })).toMatchObject([
        { status: 'ok' },
        { status: 'rejected', vendorCode: 'OBJECT_NOT_FOUND' },
      ])
    }
  })

  test('with a label is made and removed apart from the plain one', async () => {
    await using pair = await openWithAda()
    const labelled = { ...link, label_category: 'USER_DEFINED', label_id: 37 }
    await pair.hubspot.write({ ...upsert, records: [link] })
    await pair.hubspot.write({ ...upsert, records: [labelled] })
    expect(pair.simulator.store.associations.list()).toHaveLength(2)
    const removed = { object: 'associations', operation: 'delete' } as const
    await pair.hubspot.write({ ...removed, records: [labelled] })
    expect(pair.simulator.store.associations.list()).toEqual([
      'companies/1003 contacts/1001 HUBSPOT_DEFINED:1',
    ])
    await pair.hubspot.write({ ...removed, records: [link] })
    expect(pair.simulator.store.associations.list()).toEqual([])
  })

  test('of records that are gone needs no removing', async () => {
    await using pair = await openWithAda()
    const records = [{ ...link, to_value: 'c-2' }]
    const outcomes = await pair.hubspot.write({ ...upsert, operation: 'delete', records })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'unchanged' }])
  })

  test('costs one write for all pairs of objects that are the same, and a read for each side', async () => {
    await using pair = await openWithAda()
    const before = pair.simulator.requestCount
    await pair.hubspot.write({
      ...upsert,
      records: [link, { ...link, from_value: 'ben@example.com' }],
    })
    expect(pair.simulator.requestCount - before).toBe(3)
  })

  test('of a pair of objects that HubSpot refuses leaves the other pairs as they are', async () => {
    await using pair = await openHubspot({ missingScopes: ['crm.objects.deals.write'] })
    const plain = { from_property: 'hs_object_id', to_property: 'hs_object_id' }
    const records = [
      { ...link, ...plain, from_value: '1', to_value: '2' },
      { ...link, ...plain, from_object: 'deals', from_value: '1', to_value: '2' },
    ]
    expect(statusesOf(await pair.hubspot.write({ ...upsert, records }))).toEqual([
      'rejected',
      'retry',
    ])
  })
})

describe('a member of a list', () => {
  const add = { object: 'list_members', operation: 'add' } as const
  const remove = { object: 'list_members', operation: 'remove' } as const

  test('is added and removed by its own key', async () => {
    await using pair = await openWithAda()
    expect(await pair.hubspot.write({ ...add, records: [member] })).toMatchObject([
      { status: 'ok', effect: 'added', remoteId: '1001' },
    ])
    expect([...(pair.simulator.store.lists[0]?.members ?? [])]).toEqual(['1001'])
    expect(await pair.hubspot.write({ ...remove, records: [member] })).toMatchObject([
      { status: 'ok', effect: 'removed' },
    ])
    expect([...(pair.simulator.store.lists[0]?.members ?? [])]).toEqual([])
  })

  test('that HubSpot does not name is asked for, and believed only where it is', async () => {
    await using pair = await openWithAda()
    await pair.hubspot.write({ ...add, records: [member] })
    expect(await pair.hubspot.write({ ...add, records: [member] })).toMatchObject([
      { status: 'skipped', reason: 'unchanged' },
    ])
    pair.simulator.faults.next(
      { kind: 'body', text: '{"recordsIdsAdded":[]}', when: 'before' },
      { matching: ({ path }) => path.endsWith('/add') },
    )
    const ben = { ...member, value: 'ben@example.com' }
    expect(statusesOf(await pair.hubspot.write({ ...add, records: [ben] }))).toEqual(['unknown'])
  })

  test('that HubSpot has no record of is rejected, and needs no removing', async () => {
    await using pair = await openWithAda()
    const records = [{ ...member, value: 'eve@example.com' }]
    expect(await pair.hubspot.write({ ...add, records })).toMatchObject([
      { status: 'rejected', field: 'value' },
    ])
    expect(await pair.hubspot.write({ ...remove, records })).toMatchObject([
      { status: 'ok', effect: 'unchanged' },
    ])
  })

  test('of a list that HubSpot fills itself is rejected with its reason, in the other list added', async () => {
    await using pair = await openWithAda()
    const records = [member, { ...member, list_id: '8' }]
    expect(await pair.hubspot.write({ ...add, records })).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', message: expect.stringContaining('not a MANUAL or SNAPSHOT list') },
    ])
  })

  test('of a list that is not there ends the write as wrong configuration', async () => {
    await using pair = await openWithAda()
    const records = [{ ...member, list_id: '9' }]
    await expect(pair.hubspot.write({ ...add, records })).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
    })
  })
})
