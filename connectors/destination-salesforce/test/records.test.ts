import type { Outcome, ValueRecord } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { clientCredentials, openSalesforce } from './open-salesforce.ts'

const matchOn = ['External_Id__c']
const upsert = { object: 'Account', operation: 'upsert', matchOn } as const
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status)
const account = (index: number, more: ValueRecord = {}): ValueRecord => ({
  External_Id__c: `a-${index}`,
  Name: `Account ${index}`,
  ...more,
})

// What holds for records holds whichever way they are sent.
describe.each([
  ['as collections', { clientCredentials }],
  ['as jobs', { clientCredentials, bulkAbove: 0 }],
])('%s', (_way, config) => {
  test('null clears a field, an empty text too, and what is not sent stays', async () => {
    await using pair = await openSalesforce({}, config)
    const { salesforce, simulator } = pair
    const full = { Phone: '1', Industry: 'Energy', Description: 'x', AnnualRevenue: 1 }
    await salesforce.write({ ...upsert, records: [account(1, full)] })
    await salesforce.write({ ...upsert, records: [account(1, { Phone: null, Description: '' })] })
    expect(simulator.org.list('Account')[0]?.values).toMatchObject({
      Phone: null,
      Description: null,
      Industry: 'Energy',
      AnnualRevenue: 1,
    })
  })

  test('a record refers to others by their external ids, whatever type they are of', async () => {
    await using pair = await openSalesforce({}, config)
    const { salesforce, simulator } = pair
    await salesforce.write({ ...upsert, records: [account(1)] })
    await salesforce.write({
      object: 'User',
      operation: 'upsert',
      matchOn,
      records: [{ External_Id__c: 'u-1', Username: 'ada@example.com' }],
    })
    const records = [
      {
        External_Id__c: 'c-1',
        LastName: 'Ada',
        'Account.External_Id__c': 'a-1',
        'User:Owner.External_Id__c': 'u-1',
      },
      { External_Id__c: 'c-2', LastName: 'Ben', 'Account.External_Id__c': 'nobody' },
    ]
    const outcomes = await salesforce.write({
      object: 'Contact',
      operation: 'upsert',
      matchOn,
      records,
    })
    expect(outcomes).toMatchObject([
      { status: 'ok' },
      {
        status: 'rejected',
        vendorCode: 'INVALID_FIELD',
        message:
          'Foreign key external ID: nobody not found for field External_Id__c in entity Account',
      },
    ])
    const [contact] = simulator.org.list('Contact')
    expect(contact?.values).toMatchObject({
      AccountId: expect.stringMatching(/^001/),
      OwnerId: expect.stringMatching(/^005/),
    })
    const cleared = [{ External_Id__c: 'c-1', LastName: 'Ada', 'Account.External_Id__c': null }]
    await salesforce.write({ object: 'Contact', operation: 'upsert', matchOn, records: cleared })
    expect(contact?.values['AccountId']).toBeNull()
  })

  test('a reference of a custom object is cleared through its own field', async () => {
    await using pair = await openSalesforce({}, config)
    const { salesforce, simulator } = pair
    await salesforce.write({ ...upsert, records: [account(1)] })
    const invoice = { object: 'Invoice__c', operation: 'upsert', matchOn } as const
    const record = { External_Id__c: 'i-1', Name: 'One' }
    const other = 'Customer__r.External_Id__c'
    await salesforce.write({ ...invoice, records: [{ ...record, [other]: 'a-1' }] })
    const [written] = simulator.org.list('Invoice__c')
    expect(written?.values['Customer__c']).toMatch(/^001/)
    await salesforce.write({ ...invoice, records: [{ ...record, [other]: null }] })
    expect(written?.values['Customer__c']).toBeNull()
  })

  test('a multi-select picklist takes a list, and nothing that would mean another one', async () => {
    await using pair = await openSalesforce({}, config)
    const outcomes = await pair.salesforce.write({
      ...upsert,
      records: [
        account(1, { Interests__c: ['art', 'sport'] }),
        account(2, { Interests__c: ['art;sport'] }),
        account(3, { Interests__c: [{ art: true }] }),
        account(4, { Interests__c: ['golf'] }),
        account(5, { Interests__c: [] }),
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'rejected', code: 'REV_VALUE_INVALID' },
      { status: 'rejected', vendorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' },
      { status: 'ok' },
    ])
    const [first] = await pair.salesforce.lookup({
      object: 'Account',
      matchOn,
      keys: [['a-1']],
      fields: ['Interests__c'],
    })
    expect(first?.fields['Interests__c']).toEqual(['art', 'sport'])
  })

  test('an external id that several records have is a conflict, for upserts, updates and deletes', async () => {
    await using pair = await openSalesforce({}, config)
    const twin = { object: 'Contact', matchOn: ['Twin_Key__c'] } as const
    const records = [{ Twin_Key__c: 't', LastName: 'A' }]
    for (let count = 0; count < 2; count += 1) {
      await pair.salesforce.write({ object: 'Contact', operation: 'create', records, matchOn })
    }
    for (const operation of ['upsert', 'update', 'delete'] as const) {
      const outcomes = await pair.salesforce.write({ ...twin, operation, records })
      expect(outcomes).toMatchObject([
        { status: 'rejected', code: 'REV_RECORD_CONFLICT', vendorCode: 'DUPLICATE_EXTERNAL_ID' },
      ])
    }
  })

  test('records are found by numbers, by email addresses and by record ids of both lengths', async () => {
    await using pair = await openSalesforce({}, config)
    const { salesforce, simulator } = pair
    const numbered = { object: 'Account', matchOn: ['Region_Code__c'] } as const
    const records = [{ Region_Code__c: 42, Name: 'By number' }]
    expect(statuses(await salesforce.write({ ...numbered, operation: 'upsert', records }))).toEqual(
      ['ok'],
    )
    expect(statuses(await salesforce.write({ ...numbered, operation: 'update', records }))).toEqual(
      ['ok'],
    )
    const mail = { object: 'Contact', operation: 'upsert', matchOn: ['Email'] } as const
    await salesforce.write({ ...mail, records: [{ Email: 'ada@example.com', LastName: 'Ada' }] })
    const again = await salesforce.write({
      ...mail,
      records: [{ Email: 'ADA@example.com', LastName: 'Ada' }],
    })
    expect(again).toMatchObject([{ effect: 'updated' }])
    const id = simulator.org.list('Account')[0]?.id ?? ''
    const byId = { object: 'Account', operation: 'update', matchOn: ['Id'] } as const
    for (const Id of [id, id.slice(0, 15)]) {
      expect(
        statuses(await salesforce.write({ ...byId, records: [{ Id, Name: 'By id' }] })),
      ).toEqual(['ok'])
    }
    expect(simulator.org.count('Account')).toBe(1)
  })

  test('bad records are named with the reason of Salesforce, and the good ones all arrive', async () => {
    await using pair = await openSalesforce({}, config)
    const bad: readonly (readonly [ValueRecord, string])[] = [
      [{ Name: null }, 'REQUIRED_FIELD_MISSING'],
      [{ Name: 'breaks a rule' }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
      [{ Name: 'looks like another' }, 'DUPLICATES_DETECTED'],
      [{ Name: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
      [{ Industry: 'Gardening' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
      [{ Founded__c: 'soon' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
      [{ OwnerId: 'x'.repeat(19) }, 'STRING_TOO_LONG'],
    ]
    const records = Array.from({ length: 140 }, (_, at) => account(at, bad[at / 20]?.[0]))
    const outcomes = await pair.salesforce.write({ ...upsert, records })
    const told = outcomes.map((outcome) =>
      'vendorCode' in outcome ? outcome.vendorCode : outcome.status,
    )
    expect(told).toEqual(records.map((_, at) => bad[at / 20]?.[1] ?? 'ok'))
    expect(pair.simulator.org.count('Account')).toBe(133)
  })

  test('a trigger that runs out of its time is no reason to reject a record', async () => {
    await using pair = await openSalesforce({}, config)
    const records = [account(1), account(2, { Name: 'breaks a trigger' })]
    expect(statuses(await pair.salesforce.write({ ...upsert, records }))).toEqual(['ok', 'retry'])
  })

  test('a record without a match value is rejected, and two that Salesforce takes for one are kept apart', async () => {
    await using pair = await openSalesforce({}, config)
    const records = [
      { External_Id__c: null, Name: 'A' },
      account(1),
      { External_Id__c: 'A-1', Name: 'B' },
    ]
    const outcomes = await pair.salesforce.write({ ...upsert, records })
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'External_Id__c' },
      { status: 'ok' },
      { status: 'retry' },
    ])
  })
})

test('a collection that is refused as a whole is halved until the record at fault is alone', async () => {
  await using pair = await openSalesforce()
  const { salesforce, simulator } = pair
  simulator.faults.rate(
    {
      kind: 'status',
      status: 400,
      when: 'before',
      body: '[{"errorCode":"JSON_PARSER_ERROR","message":"No."}]',
      contentType: 'application/json',
    },
    1,
    { matching: ({ text }) => text.includes('"a-77"') },
  )
  const records = Array.from({ length: 450 }, (_, at) => account(at))
  const outcomes = await salesforce.write({ ...upsert, records })
  expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(449)
  expect(outcomes[77]).toMatchObject({ status: 'rejected' })
})

test('deletes what rev wrote without looking for it, and finds it gone without harm', async () => {
  await using pair = await openSalesforce()
  const { salesforce, simulator } = pair
  const [written] = await salesforce.write({ ...upsert, records: [account(1)] })
  const remoteId = written?.status === 'ok' ? written.remoteId : undefined
  const before = simulator.requestCount
  const gone = {
    ...upsert,
    operation: 'delete',
    records: [account(1)],
    remoteIds: [remoteId],
  } as const
  expect(await salesforce.write(gone)).toMatchObject([{ status: 'ok', effect: 'deleted' }])
  expect(await salesforce.write(gone)).toMatchObject([{ status: 'ok', effect: 'unchanged' }])
  expect(simulator.requestCount - before).toBe(2)
})

test('looks thousands of records up, in statements that a URL can carry', async () => {
  await using pair = await openSalesforce()
  const { salesforce, simulator } = pair
  const records = Array.from({ length: 3000 }, (_, at) =>
    account(at, { External_Id__c: `it's "${at}" \\ é` }),
  )
  await salesforce.write({ ...upsert, records })
  const queries: number[] = []
  simulator.watch(
    ({ request: { path, query } }) => path.endsWith('/query') && queries.push(String(query).length),
  )
  const found = await salesforce.lookup({
    object: 'Account',
    matchOn,
    keys: records.map(({ External_Id__c: key = null }) => [key]),
    fields: ['Name'],
  })
  expect(found).toHaveLength(3000)
  expect(Math.max(...queries)).toBeLessThan(16_384)
})
