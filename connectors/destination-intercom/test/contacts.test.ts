import { memoryCache } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { openIntercom } from './open-intercom.ts'

const upsert = { object: 'contacts', operation: 'upsert', matchOn: ['external_id'] } as const
const byEmail = { ...upsert, matchOn: ['email'] } as const
const ada = { external_id: 'u-1', email: 'ada@example.com', name: 'Ada' }
const minuteMs = 60_000

describe('an upsert of contacts', () => {
  test('searches for fifteen at a time', async () => {
    await using pair = await openIntercom()
    const records = Array.from({ length: 31 }, (_, index) => ({ external_id: `u-${index}` }))
    const outcomes = await pair.intercom.write({ ...upsert, records })
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['ok']))
    const requests = pair.requests()
    expect(requests.filter((one) => one === 'POST /contacts/search')).toHaveLength(3)
    expect(requests.filter((one) => one === 'POST /contacts')).toHaveLength(31)
  })

  test('updates what it has created, though no search shows it yet', async () => {
    const cache = memoryCache()
    await using pair = await openIntercom({ searchDelayMs: minuteMs }, {}, { cache })
    await pair.intercom.write({ ...upsert, records: [ada] })
    pair.requests()
    const outcomes = await pair.intercom.write({ ...upsert, records: [{ ...ada, name: 'Eva' }] })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'updated' }])
    expect(pair.requests()).toEqual([expect.stringMatching(/^PUT \/contacts\/\w+$/)])
    expect(pair.simulator.workspace.count('contacts')).toBe(1)
  })

  test('updates what somebody else has created, though no search shows it yet', async () => {
    await using pair = await openIntercom({ searchDelayMs: minuteMs })
    await pair.intercom.write({ ...upsert, records: [ada] })
    // Another connection, which remembers nothing.
    await using other = await openIntercom({}, { baseUrl: pair.simulator.url })
    const outcomes = await other.intercom.write({ ...upsert, records: [{ ...ada, name: 'Eva' }] })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'updated' }])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([
      { values: { name: 'Eva' } },
    ])
  })

  test('is not led to another person by an identifier that both have', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...upsert, records: [ada] })
    const stranger = { external_id: 'u-2', email: 'ADA@example.com', name: 'Not Ada' }
    const outcomes = await pair.intercom.write({ ...upsert, records: [stranger] })
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT', message: /Another contact/ },
    ])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([{ values: ada }])
  })

  test('finds an email whatever its case', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...byEmail, records: [{ email: 'Ada@Example.com' }] })
    const records = [{ email: 'ada@example.COM', name: 'Ada' }]
    expect(await pair.intercom.write({ ...byEmail, records })).toMatchObject([
      { effect: 'updated' },
    ])
    expect(pair.simulator.workspace.count('contacts')).toBe(1)
  })

  test('brings an archived contact back', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...upsert, records: [ada] })
    await pair.intercom.write({ ...upsert, operation: 'delete', records: [{ external_id: 'u-1' }] })
    expect(pair.simulator.workspace.count('contacts')).toBe(0)
    const outcomes = await pair.intercom.write({ ...upsert, records: [{ ...ada, name: 'Eva' }] })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'updated' }])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([
      { isArchived: false, values: { name: 'Eva' } },
    ])
  })

  test('leaves an archived contact of another person archived', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...upsert, records: [ada] })
    await pair.intercom.write({ ...upsert, operation: 'delete', records: [{ external_id: 'u-1' }] })
    const records = [{ external_id: 'u-2', email: 'ada@example.com' }]
    expect(await pair.intercom.write({ ...upsert, records })).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
    ])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([
      { isArchived: true, values: ada },
    ])
  })

  test('rejects an archived contact where it is told to', async () => {
    await using pair = await openIntercom({}, { archivedContacts: 'reject' })
    await pair.intercom.write({ ...upsert, records: [ada] })
    await pair.intercom.write({ ...upsert, operation: 'delete', records: [{ external_id: 'u-1' }] })
    expect(await pair.intercom.write({ ...upsert, records: [ada] })).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT', message: /archived/ },
    ])
    expect(pair.simulator.workspace.count('contacts')).toBe(0)
  })

  test('rejects a record without a value to match by, and writes the others', async () => {
    await using pair = await openIntercom()
    const records = [{ external_id: null, name: 'x' }, ada, { external_id: '' }]
    expect(await pair.intercom.write({ ...upsert, records })).toMatchObject([
      { status: 'rejected', field: 'external_id' },
      { status: 'ok' },
      { status: 'rejected', field: 'external_id' },
    ])
  })

  test('sends custom attributes as such, times as seconds, and nothing that it would spoil', async () => {
    await using pair = await openIntercom({
      contactAttributes: [
        { name: 'plan', data_type: 'string' },
        { name: 'renews_at', data_type: 'date' },
      ],
    })
    await pair.intercom.discover()
    const renews = '2026-01-31T13:05:00Z'
    const records = [
      { external_id: 'u-1', plan: 'Pro', renews_at: renews },
      { external_id: 'u-2', plan: 'x'.repeat(256) },
      { external_id: 'u-3', unheard_of: 1 },
    ]
    expect(await pair.intercom.write({ ...upsert, records })).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', code: 'REV_VALUE_TOO_LONG', field: 'plan' },
      { status: 'rejected', message: "Custom attribute 'unheard_of' does not exist" },
    ])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([
      { custom: { plan: 'Pro', renews_at: 1_769_864_700 } },
    ])
    const found = await pair.intercom.lookup({
      object: 'contacts',
      matchOn: ['external_id'],
      keys: [['u-1'], ['u-9']],
      fields: ['plan', 'renews_at'],
    })
    expect(found).toMatchObject([{ fields: { plan: 'Pro', renews_at: renews } }])
  })
})

test('the avatar of a contact is read back as the address that was written', async () => {
  await using pair = await openIntercom()
  const avatar = 'https://example.com/a.png'
  const records = [{ ...ada, avatar }, { external_id: 'u-2' }]
  await pair.intercom.write({ ...upsert, records })
  const found = await pair.intercom.lookup({
    object: 'contacts',
    matchOn: ['external_id'],
    keys: [['u-1'], ['u-2']],
    fields: ['avatar'],
  })
  expect(found).toMatchObject([{ fields: { avatar } }, { fields: { avatar: null } }])
})

describe('a delete of contacts', () => {
  const remove = { ...upsert, operation: 'delete', records: [{ external_id: 'u-1' }] } as const

  test('archives', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...upsert, records: [ada] })
    expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'deleted' }])
    expect([...pair.simulator.workspace.contacts.values()]).toMatchObject([{ isArchived: true }])
  })

  test('erases where it is told to', async () => {
    await using pair = await openIntercom({}, { contactDeletes: 'permanent' })
    await pair.intercom.write({ ...upsert, records: [ada] })
    expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'deleted' }])
    expect(pair.simulator.workspace.contacts.size).toBe(0)
  })

  test('of one that is gone has nothing to do', async () => {
    await using pair = await openIntercom()
    expect(await pair.intercom.write(remove)).toMatchObject([{ status: 'ok', effect: 'unchanged' }])
  })
})

describe('leads', () => {
  const leads = { object: 'leads', operation: 'upsert', matchOn: ['email'] } as const

  test('and contacts with the same email are kept apart', async () => {
    await using pair = await openIntercom()
    const records = [{ email: 'ada@example.com', name: 'Ada' }]
    expect(await pair.intercom.write({ ...leads, records })).toMatchObject([{ effect: 'created' }])
    expect(await pair.intercom.write({ ...byEmail, records })).toMatchObject([
      { effect: 'created' },
    ])
    expect(pair.simulator.workspace.count('leads')).toBe(1)
    expect(pair.simulator.workspace.count('contacts')).toBe(1)
  })

  test('of which several have the email are left alone', async () => {
    await using pair = await openIntercom()
    for (const id of ['l-1', 'l-2']) {
      await pair.intercom.write({
        ...leads,
        matchOn: ['external_id'],
        records: [{ external_id: id, email: 'ada@example.com' }],
      })
    }
    // Another connection, which does not remember them by their email.
    const records = [{ email: 'ada@example.com', name: 'Ada' }]
    expect(await pair.intercom.write({ ...leads, records })).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT', message: /^2 leads have this email/ },
    ])
  })

  test('say that a create whose answer was lost is not to be repeated', async () => {
    await using pair = await openIntercom()
    const { resend } = await pair.intercom.operation(leads)
    expect(resend).toBe('unsafe')
    expect((await pair.intercom.operation(byEmail)).resend).toBe('safe')
  })
})
