import { memoryCache } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { openIntercom } from './open-intercom.ts'

const companies = { object: 'companies', operation: 'upsert' } as const
const members = { object: 'company_contacts', operation: 'add' } as const
const byEmail = { ...members, matchOn: ['company_id', 'contact_email'] } as const
const acme = { company_id: 'c-1', name: 'Acme', monthly_spend: 10 }

describe('companies', () => {
  test('are upserted with one request each', async () => {
    await using pair = await openIntercom()
    const records = [acme, { company_id: 'c-2', name: 'Bee' }]
    expect(await pair.intercom.write({ ...companies, records })).toMatchObject([
      { effect: 'written', remoteId: /./ },
      { effect: 'written' },
    ])
    expect(pair.requests()).toEqual(['POST /companies', 'POST /companies'])
  })

  test('are refused what Intercom would cut or cannot clear', async () => {
    await using pair = await openIntercom()
    const records = [
      { ...acme, monthly_spend: 1.5 },
      { company_id: 'c-2', industry: null },
      { company_id: 'c-3', unheard_of: 1 },
    ]
    expect(await pair.intercom.write({ ...companies, records })).toMatchObject([
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'monthly_spend' },
      { status: 'rejected', code: 'REV_VALUE_INVALID', field: 'industry' },
      { status: 'rejected', message: "Custom attribute 'unheard_of' does not exist" },
    ])
  })

  test.each([true, false])('are found in a list or alone: %s', async (listsOneCompany) => {
    await using pair = await openIntercom({ listsOneCompany })
    await pair.intercom.write({ ...companies, records: [acme] })
    const found = await pair.intercom.lookup({
      object: 'companies',
      matchOn: ['company_id'],
      keys: [['c-1'], ['c-9']],
      fields: ['name', 'plan'],
    })
    expect(found).toMatchObject([{ fields: { name: 'Acme', plan: null } }])
  })

  test('are never created by an update, even where their id is remembered', async () => {
    await using pair = await openIntercom()
    const [made] = await pair.intercom.write({ ...companies, records: [acme] })
    const remoteIds = [made?.status === 'ok' ? made.remoteId : undefined]
    await pair.intercom.write({ ...companies, operation: 'delete', records: [acme], remoteIds })
    const update = { ...companies, operation: 'update', records: [acme], remoteIds } as const
    expect(await pair.intercom.write(update)).toMatchObject([{ reason: 'no-match' }])
    expect(pair.simulator.workspace.count('companies')).toBe(0)
  })

  test('a deleted company comes back with the next upsert', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...companies, records: [acme] })
    await pair.intercom.write({ ...companies, operation: 'delete', records: [acme] })
    expect(pair.simulator.workspace.count('companies')).toBe(0)
    await pair.intercom.write({ ...companies, records: [acme] })
    expect(pair.simulator.workspace.count('companies')).toBe(1)
  })
})

describe('members of companies', () => {
  const ada = { external_id: 'u-1', email: 'ada@example.com' }

  test('are attached by email and by external id, and detached again', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...companies, records: [acme] })
    await pair.intercom.write({ object: 'contacts', operation: 'upsert', records: [ada] })
    const records = [{ company_id: 'c-1', contact_email: 'Ada@example.com' }]
    expect(await pair.intercom.write({ ...byEmail, records })).toMatchObject([{ effect: 'added' }])
    expect(pair.simulator.workspace.count('company_contacts')).toBe(1)
    const byId = [{ company_id: 'c-1', contact_external_id: 'u-1' }]
    const remove = { ...members, operation: 'remove', records: byId } as const
    expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'removed' }])
    expect(pair.simulator.workspace.count('company_contacts')).toBe(0)
    expect(await pair.intercom.write(remove)).toMatchObject([{ effect: 'unchanged' }])
  })

  test('are found by the ids that rev remembers, before a search shows them', async () => {
    const cache = memoryCache()
    await using pair = await openIntercom({ searchDelayMs: 60_000 }, {}, { cache })
    await pair.intercom.write({ ...companies, records: [acme] })
    await pair.intercom.write({ object: 'contacts', operation: 'upsert', records: [ada] })
    pair.requests()
    const records = [{ company_id: 'c-1', contact_external_id: 'u-1' }]
    expect(await pair.intercom.write({ ...members, records })).toMatchObject([{ effect: 'added' }])
    expect(pair.requests()).toEqual([
      'GET /companies',
      expect.stringMatching(/^POST \/contacts\/\w+\/companies$/),
    ])
    await pair.intercom.write({ ...members, records })
    expect(pair.requests()).toEqual([expect.stringMatching(/^POST \/contacts\/\w+\/companies$/)])
  })

  test('a company that was made again is found under its new id', async () => {
    const cache = memoryCache()
    await using pair = await openIntercom({}, {}, { cache })
    const write = pair.intercom.write.bind(pair.intercom)
    await write({ ...companies, records: [acme] })
    await write({ object: 'contacts', operation: 'upsert', records: [ada] })
    const records = [{ company_id: 'c-1', contact_external_id: 'u-1' }]
    await write({ ...members, records })
    await write({ ...companies, operation: 'delete', records: [{ company_id: 'c-1' }] })
    await write({ ...companies, records: [acme] })
    expect(await write({ ...members, records })).toMatchObject([{ effect: 'added' }])
    expect(pair.simulator.workspace.count('company_contacts')).toBe(1)
  })

  test('a company or a contact that is not there is named', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...companies, records: [acme] })
    const records = [{ company_id: 'c-1', contact_external_id: 'nobody' }]
    expect(await pair.intercom.write({ ...members, records })).toMatchObject([
      {
        status: 'rejected',
        message: 'Intercom has nothing with this company_id or with this contact_external_id.',
      },
    ])
  })

  test('a lead is named by its own id', async () => {
    await using pair = await openIntercom()
    await pair.intercom.write({ ...companies, records: [acme] })
    const [lead] = await pair.intercom.write({
      object: 'leads',
      operation: 'upsert',
      records: [{ external_id: 'l-1' }],
    })
    const id = lead?.status === 'ok' ? (lead.remoteId ?? '') : ''
    const records = [{ company_id: 'c-1', contact_id: id }]
    const byId = { ...members, matchOn: ['company_id', 'contact_id'], records } as const
    expect(await pair.intercom.write(byId)).toMatchObject([{ effect: 'added' }])
  })
})
