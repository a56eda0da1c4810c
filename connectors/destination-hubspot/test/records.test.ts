import { ExactNumber } from '@revetl/sdk'
import type { Exchange } from '@revetl/testkit/simulator'
import { describe, expect, test } from 'vitest'
import { openHubspot } from './open-hubspot.ts'

const upsertContacts = { object: 'contacts', operation: 'upsert', matchOn: ['email'] } as const

describe('upsert', () => {
  test('creates what is new and updates what is there, in one request', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'ada@example.com', firstname: 'A' }],
    })
    const before = simulator.requestCount
    const outcomes = await hubspot.write({
      ...upsertContacts,
      records: [
        { email: 'ada@example.com', firstname: 'Ada' },
        { email: 'ben@example.com', firstname: 'Ben' },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'updated', remoteId: '1001' },
      { status: 'ok', effect: 'created', remoteId: '1002' },
    ])
    expect(simulator.requestCount - before).toBe(1)
    expect(simulator.store.show()['contacts']).toEqual([
      { hs_object_id: '1001', email: 'ada@example.com', firstname: 'Ada' },
      { hs_object_id: '1002', email: 'ben@example.com', firstname: 'Ben' },
    ])
  })

  test('rejects each bad record with its reason and field, and writes the others', async () => {
    await using pair = await openHubspot()
    const outcomes = await pair.hubspot.write({
      ...upsertContacts,
      records: [
        { email: 'not-an-email' },
        { email: 'ada@example.com', firstname: 'Ada' },
        { email: 'ben@example.com', score: 'many' },
        { email: 'cy@example.com', nonsense: 'x' },
        { email: 'di@example.com', createdate: '2026-01-01' },
        { email: 'eve@example.com', lifecyclestage: 'king' },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'rejected', vendorCode: 'INVALID_EMAIL', field: 'email' },
      { status: 'ok', effect: 'created' },
      { status: 'rejected', vendorCode: 'INVALID_INTEGER', field: 'score' },
      { status: 'rejected', vendorCode: 'PROPERTY_DOESNT_EXIST', field: 'nonsense' },
      { status: 'rejected', vendorCode: 'READ_ONLY_VALUE', field: 'createdate' },
      { status: 'rejected', vendorCode: 'INVALID_OPTION', field: 'lifecyclestage' },
    ])
    expect(outcomes[0]).toMatchObject({ message: 'Email address not-an-email is invalid' })
    expect(pair.simulator.log.map(({ payload }) => payload)).toEqual([
      { email: 'ada@example.com', firstname: 'Ada' },
    ])
  })

  test('writes every type of value as HubSpot keeps it, and null clears', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    await hubspot.discover()
    const record = {
      email: 'ada@example.com',
      firstname: 'Ada 👩‍💻 "Grüße"',
      company: 'gone',
      score: new ExactNumber('9007199254740993'),
      is_vip: true,
      interests: ['art', 'music'],
      birthday: '1990-12-31',
      last_seen: '2026-01-31T13:05:00',
    }
    expect(await hubspot.write({ ...upsertContacts, records: [record] })).toMatchObject([
      { status: 'ok' },
    ])
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'ada@example.com', company: null }],
    })
    expect(simulator.store.show()['contacts']).toEqual([
      {
        hs_object_id: '1001',
        email: 'ada@example.com',
        firstname: 'Ada 👩‍💻 "Grüße"',
        score: '9007199254740993',
        is_vip: 'true',
        interests: 'art;music',
        birthday: '1990-12-31',
        last_seen: '2026-01-31T13:05:00Z',
      },
    ])
  })

  test('names a record by its match value, which is no property besides', async () => {
    const bodies: unknown[] = []
    const onExchange = ({ request }: Exchange) => bodies.push(request.json)
    await using pair = await openHubspot({ onExchange })
    const records = [{ email: 'ada@example.com', firstname: 'Ada' }]
    await pair.hubspot.write({ ...upsertContacts, records })
    expect(bodies).toEqual([
      {
        inputs: [
          {
            id: 'ada@example.com',
            idProperty: 'email',
            objectWriteTraceId: 'change-1',
            properties: { firstname: 'Ada' },
          },
        ],
      },
    ])
  })

  test('leaves properties alone that are not mapped', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'a@example.com', firstname: 'A', phone: '1' }],
    })
    await hubspot.write({ ...upsertContacts, records: [{ email: 'a@example.com', phone: '2' }] })
    expect(simulator.store.show()['contacts']).toMatchObject([{ firstname: 'A', phone: '2' }])
  })

  test('matches by any property that the account keeps unique', async () => {
    await using pair = await openHubspot()
    const write = (records: readonly Record<string, string>[]) =>
      pair.hubspot.write({
        object: 'deals',
        operation: 'upsert',
        matchOn: ['external_id'],
        records,
      })
    expect(await write([{ external_id: 'd-1', dealname: 'One' }])).toMatchObject([
      { effect: 'created' },
    ])
    expect(await write([{ external_id: 'd-1', dealname: 'Two' }])).toMatchObject([
      { effect: 'updated' },
    ])
    expect(pair.simulator.store.show()['deals']).toMatchObject([
      { external_id: 'd-1', dealname: 'Two' },
    ])
  })

  test('says that a property is not unique instead of trying each record', async () => {
    await using pair = await openHubspot()
    const records = [
      { domain: 'a.example.com', name: 'A' },
      { domain: 'b.example.com', name: 'B' },
    ]
    const write = pair.hubspot.write({
      object: 'companies',
      operation: 'upsert',
      matchOn: ['domain'],
      records,
    })
    await expect(write).rejects.toThrow(/non-unique companies property domain/)
    expect(pair.simulator.requestCount).toBe(1)
  })

  test('by record id only updates, and rejects an id that is not there', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    const [made] = await hubspot.write({
      object: 'companies',
      operation: 'create',
      records: [{ name: 'A' }],
    })
    const id = made?.status === 'ok' ? (made.remoteId ?? '') : ''
    const outcomes = await hubspot.write({
      object: 'companies',
      operation: 'upsert',
      matchOn: ['hs_object_id'],
      records: [
        { hs_object_id: id, name: 'B' },
        { hs_object_id: '77', name: 'C' },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', remoteId: id },
      { status: 'rejected', vendorCode: 'OBJECT_NOT_FOUND' },
    ])
    expect(simulator.store.show()['companies']).toEqual([{ hs_object_id: id, name: 'B' }])
  })

  test('never sends two records of one email together, whatever their case', async () => {
    await using pair = await openHubspot()
    const outcomes = await pair.hubspot.write({
      ...upsertContacts,
      records: [
        { email: 'ada@example.com', firstname: 'first' },
        { email: 'ADA@example.com', firstname: 'second' },
      ],
    })
    expect(outcomes).toMatchObject([{ status: 'ok' }, { status: 'retry', scope: 'record' }])
    expect(pair.simulator.log).toHaveLength(1)
  })

  test('rejects a record without a value to match by, and sends nothing for it', async () => {
    await using pair = await openHubspot()
    const records = [{ email: null, firstname: 'Nobody' }]
    expect(await pair.hubspot.write({ ...upsertContacts, records })).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'email' },
    ])
    expect(pair.simulator.requestCount).toBe(0)
  })

  test('a value that HubSpot cannot take rejects its record alone', async () => {
    await using pair = await openHubspot()
    const records = [
      { email: 'a@example.com', interests: ['a;b'] },
      { email: 'b@example.com', interests: ['art'] },
    ]
    expect(await pair.hubspot.write({ ...upsertContacts, records })).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'interests' },
      { status: 'ok' },
    ])
  })

  test('leaves a conflict of the whole batch to be split, with nothing written', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'a@example.com', external_id: '1' }],
    })
    const records = [
      { email: 'b@example.com', external_id: '1' },
      { email: 'c@example.com', external_id: '2' },
    ]
    await expect(hubspot.write({ ...upsertContacts, records })).rejects.toThrow(
      expect.objectContaining({ delivery: 'rejected' }),
    )
    expect(simulator.log).toHaveLength(1)
    const apart = await Promise.all(
      records.map((record) => hubspot.write({ ...upsertContacts, records: [record] })),
    )
    expect(apart).toMatchObject([
      [{ status: 'rejected', code: 'REV_RECORD_CONFLICT' }],
      [{ status: 'ok', effect: 'created' }],
    ])
  })

  test('takes 1, 2, 99 and 100 records in a request', async () => {
    await using pair = await openHubspot()
    for (const count of [1, 2, 99, 100]) {
      const records = Array.from({ length: count }, (_, n) => ({
        email: `n${n}@example.com`,
        firstname: `${count}`,
      }))
      const outcomes = await pair.hubspot.write({ ...upsertContacts, records })
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['ok']))
    }
    expect(pair.simulator.requestCount).toBe(4)
    expect(pair.simulator.store.list('contacts')).toHaveLength(100)
  })
})

describe('update', () => {
  test('by email looks the record ids up, writes those and creates nothing', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'ada@example.com', firstname: 'A' }],
    })
    const outcomes = await hubspot.write({
      object: 'contacts',
      operation: 'update',
      matchOn: ['email'],
      records: [
        { email: 'Ada@example.com', firstname: 'Ada' },
        { email: 'nobody@example.com', firstname: 'N' },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'updated', remoteId: '1001' },
      { status: 'skipped', reason: 'no-match' },
    ])
    expect(simulator.store.show()['contacts']).toEqual([
      { hs_object_id: '1001', email: 'ada@example.com', firstname: 'Ada' },
    ])
  })

  test('by record id skips what is not there', async () => {
    await using pair = await openHubspot()
    const outcomes = await pair.hubspot.write({
      object: 'tickets',
      operation: 'update',
      matchOn: ['hs_object_id'],
      records: [{ hs_object_id: '5', subject: 'x' }],
    })
    expect(outcomes).toMatchObject([{ status: 'skipped', reason: 'no-match' }])
  })
})

describe('create', () => {
  test('creates, and leaves a contact alone that is there', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    const create = { object: 'contacts', operation: 'create', matchOn: ['email'] } as const
    await hubspot.write({ ...create, records: [{ email: 'ada@example.com', firstname: 'Ada' }] })
    const outcomes = await hubspot.write({
      ...create,
      records: [
        { email: 'ada@example.com', firstname: 'X' },
        { email: 'ben@example.com', firstname: 'Ben' },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'skipped', reason: 'exists' },
      { status: 'ok', effect: 'created', remoteId: '1002' },
    ])
    expect(simulator.store.show()['contacts']).toMatchObject([
      { firstname: 'Ada' },
      { firstname: 'Ben' },
    ])
  })

  test('creates a contact without an email, for nothing has to be found', async () => {
    await using pair = await openHubspot()
    const outcomes = await pair.hubspot.write({
      object: 'contacts',
      operation: 'create',
      records: [{ email: null, lastname: 'Nobody' }],
    })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'created' }])
  })

  test('knows what became of each record although results have no trace id', async () => {
    await using pair = await openHubspot({ echoesTraceIds: false })
    const outcomes = await pair.hubspot.write({
      object: 'deals',
      operation: 'create',
      records: [{ dealname: 'A' }, { dealname: 'B', amount: 'x' }, { dealname: 'C' }],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'created' },
      { status: 'rejected', field: 'amount' },
      { status: 'ok', effect: 'created' },
    ])
  })
})

describe('delete', () => {
  test('archives the records that rev wrote and those that match', async () => {
    await using pair = await openHubspot()
    const { hubspot, simulator } = pair
    const emails = ['a@example.com', 'b@example.com', 'c@example.com']
    await hubspot.write({ ...upsertContacts, records: emails.map((email) => ({ email })) })
    const outcomes = await hubspot.write({
      object: 'contacts',
      operation: 'delete',
      matchOn: ['email'],
      records: [
        { email: 'a@example.com' },
        { email: 'moved@example.com' },
        { email: 'x@example.com' },
      ],
      remoteIds: [undefined, '1002', undefined],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'deleted', remoteId: '1001' },
      { status: 'ok', effect: 'deleted', remoteId: '1002' },
      { status: 'ok', effect: 'unchanged' },
    ])
    expect(simulator.store.list('contacts').map(({ id }) => id)).toEqual(['1003'])
  })

  test('a record that is gone already is deleted all the same', async () => {
    await using pair = await openHubspot()
    const gone = {
      object: 'contacts',
      operation: 'delete',
      matchOn: ['email'],
      records: [{ email: 'a@example.com' }],
      remoteIds: ['1001'],
    } as const
    await pair.hubspot.write({ ...upsertContacts, records: [{ email: 'a@example.com' }] })
    expect(await pair.hubspot.write(gone)).toMatchObject([{ status: 'ok' }])
    expect(await pair.hubspot.write(gone)).toMatchObject([{ status: 'ok' }])
  })
})

test('a delete that is answered with anything but 204 is not known to have happened', async () => {
  await using pair = await openHubspot()
  pair.simulator.faults.next({ kind: 'status', status: 202, when: 'after' })
  const write = pair.hubspot.write({
    object: 'contacts',
    operation: 'delete',
    matchOn: ['hs_object_id'],
    records: [{ hs_object_id: '1' }],
  })
  await expect(write).rejects.toThrow(expect.objectContaining({ delivery: 'unknown' }))
})

describe('lookup', () => {
  test('reads typed values back and leaves out what is not there', async () => {
    await using pair = await openHubspot()
    const { hubspot } = pair
    await hubspot.discover()
    await hubspot.write({
      ...upsertContacts,
      records: [{ email: 'ada@example.com', score: 12.5, is_vip: false, interests: ['art'] }],
    })
    const found = await hubspot.lookup({
      object: 'contacts',
      matchOn: ['email'],
      keys: [['Ada@example.com'], ['nobody@example.com']],
      fields: ['score', 'is_vip', 'interests', 'phone'],
    })
    expect(found).toEqual([
      {
        match: { email: 'Ada@example.com' },
        fields: { score: 12.5, is_vip: false, interests: ['art'], phone: null },
        remoteId: '1001',
      },
    ])
  })

  test('asks for more than a hundred keys in several requests', async () => {
    await using pair = await openHubspot()
    const emails = Array.from({ length: 150 }, (_, n) => `n${n}@example.com`)
    for (const part of [emails.slice(0, 100), emails.slice(100)]) {
      await pair.hubspot.write({ ...upsertContacts, records: part.map((email) => ({ email })) })
    }
    const keys = emails.map((email) => [email])
    const lookup = { object: 'contacts', matchOn: ['email'], keys, fields: [] }
    expect(await pair.hubspot.lookup(lookup)).toHaveLength(150)
  })

  test('never takes a record that HubSpot left out for one that is not there', async () => {
    await using pair = await openHubspot()
    await pair.hubspot.write({ ...upsertContacts, records: [{ email: 'a@example.com' }] })
    pair.simulator.faults.next({ kind: 'results', how: 'none' })
    const lookup = { object: 'contacts', matchOn: ['email'], keys: [['a@example.com']], fields: [] }
    await expect(pair.hubspot.lookup(lookup)).rejects.toThrow(/left out 1/)
  })
})
