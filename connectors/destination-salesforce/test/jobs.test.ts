import type { Outcome, ValueRecord } from '@revetl/sdk'
import { memoryCache, openDestination } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { clientCredentials, openSalesforce, type SalesforcePair } from './open-salesforce.ts'

const matchOn = ['External_Id__c']
const upsert = { object: 'Account', operation: 'upsert', matchOn } as const
const everyBatch = { clientCredentials, bulkAbove: 0 }
const account = (index: number, more: ValueRecord = {}): ValueRecord => ({
  External_Id__c: `a-${index}`,
  Name: `Account ${index}`,
  ...more,
})
const accounts = (count: number, more: (index: number) => ValueRecord = () => ({})) =>
  Array.from({ length: count }, (_, index) => account(index, more(index)))
const tally = (outcomes: readonly Outcome[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, ({ status }) => status)).map(([status, some]) => [
      status,
      some?.length,
    ]),
  )
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status)

const byKey = (values: readonly Record<string, unknown>[]) =>
  values.toSorted((a, b) => (String(a['External_Id__c']) < String(b['External_Id__c']) ? -1 : 1))

/** The requests of a pair from now on, as `POST /jobs/ingest`. */
function requestsOf({ simulator }: SalesforcePair): readonly string[] {
  const requests: string[] = []
  simulator.watch(({ request: { method, path } }) => {
    requests.push(`${method} ${path.replace('/services/data/v67.0', '').replace(/750\w+/, 'ID')}`)
  })
  return requests
}

describe('a batch', () => {
  test('of 2,000 records goes as ten collections, of one more as one job', async () => {
    await using pair = await openSalesforce()
    await pair.salesforce.discover()
    const requests = requestsOf(pair)
    expect(tally(await pair.salesforce.write({ ...upsert, records: accounts(2000) }))).toEqual({
      ok: 2000,
    })
    expect(requests).toEqual(
      Array.from({ length: 10 }, () => 'PATCH /composite/sobjects/Account/External_Id__c'),
    )
    const outcomes = await pair.salesforce.write({ ...upsert, records: accounts(2001) })
    expect(tally(outcomes)).toEqual({ ok: 2001 })
    expect(outcomes[2000]).toMatchObject({ effect: 'created' })
    expect(outcomes[0]).toMatchObject({ effect: 'updated' })
    expect(requests.slice(10)).toEqual([
      'POST /jobs/ingest',
      'PUT /jobs/ingest/ID/batches',
      'PATCH /jobs/ingest/ID',
      'GET /jobs/ingest/ID',
      'GET /jobs/ingest/ID',
      'GET /jobs/ingest/ID/successfulResults',
      'GET /jobs/ingest/ID/failedResults',
      'GET /jobs/ingest/ID/unprocessedrecords',
    ])
  })

  test('that is sent again goes as collections, whatever its size', async () => {
    await using pair = await openSalesforce()
    await pair.salesforce.discover()
    const requests = requestsOf(pair)
    await pair.salesforce.write({ ...upsert, records: accounts(2001), attempt: 2 })
    expect(requests).toHaveLength(11)
  })
})

describe('a job', () => {
  test('tells of each record by its key, in whatever order the results come', async () => {
    await using pair = await openSalesforce({ seed: 7 }, everyBatch)
    const records = accounts(500, (index) => (index % 20 === 3 ? { Name: 'breaks a rule' } : {}))
    const outcomes = await pair.salesforce.write({ ...upsert, operation: 'create', records })
    expect(tally(outcomes)).toEqual({ ok: 475, rejected: 25 })
    expect(outcomes[3]).toMatchObject({
      vendorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'This Account breaks a validation rule.',
    })
    const told = outcomes.map((outcome) => {
      const remoteId = 'remoteId' in outcome ? (outcome.remoteId ?? '') : ''
      return (
        pair.simulator.org.byId('Account', remoteId)?.values['External_Id__c'] ?? outcome.status
      )
    })
    expect(told).toEqual(records.map((_, index) => (index % 20 === 3 ? 'rejected' : `a-${index}`)))
  })

  test('leaves what collections leave, whatever the values', async () => {
    const texts = [
      'a "quote", and a comma',
      ' spaces ',
      'line\nbreak',
      '=1+1',
      'Grüße 👩‍👩‍👧',
      '#N/A',
      ';',
      "it's \\",
    ]
    const records = texts.flatMap((text, at) => [
      account(at, {
        Description: text,
        AnnualRevenue: at === 0 ? 1e21 : at + 0.25,
        Active__c: at % 2 === 0,
        Founded__c: '2024-02-29',
        Last_Seen__c: at === 1 ? '2024-02-29T23:59:59.123456+05:00' : '2026-03-29T01:30:00Z',
        Interests__c: at === 2 ? ['art', 'music'] : null,
        Industry: at === 3 ? 'Energy' : null,
      }),
    ])
    const left = async (config: object) => {
      await using pair = await openSalesforce({}, { ...config })
      await pair.salesforce.write({
        ...upsert,
        records: records.map((one) => ({ ...one, Phone: '1' })),
      })
      const cleared = records.map((one) => ({ ...one, Phone: null }))
      expect(tally(await pair.salesforce.write({ ...upsert, records: cleared }))).toEqual({
        ok: texts.length,
      })
      return pair.simulator.org
        .list('Account')
        .map(({ values: { CreatedDate: _at, ...values } }) => values)
    }
    const asJobs = byKey(await left(everyBatch))
    expect(asJobs).toEqual(byKey(await left({ clientCredentials })))
    expect(asJobs[2]).toMatchObject({
      Interests__c: 'art;music',
      Description: 'line\nbreak',
      Phone: null,
    })
    expect(asJobs[5]).toMatchObject({ Description: '#N/A' })
  })

  test('writes what its table cannot say as collections, beside the job', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    const records = [account(0), account(1, { Description: '#N/A' }), account(2)]
    await pair.salesforce.discover()
    const requests = requestsOf(pair)
    expect(statuses(await pair.salesforce.write({ ...upsert, records }))).toEqual([
      'ok',
      'ok',
      'ok',
    ])
    expect(requests.filter((one) => one.startsWith('PATCH /composite'))).toHaveLength(1)
    expect(pair.simulator.org.find('Account', 'External_Id__c', 'a-1')[0]?.values).toMatchObject({
      Description: '#N/A',
    })
  })

  test('creates records without a key, twins among them, and tells of each once', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    const names = ['twin', 'twin', 'other', 'breaks a rule', 'twin']
    const outcomes = await pair.salesforce.write({
      object: 'Note_Event',
      operation: 'create',
      records: names.map((Title) => ({ Title })),
    })
    expect(statuses(outcomes)).toEqual(['ok', 'ok', 'ok', 'rejected', 'ok'])
    const ids = outcomes.flatMap((outcome) => ('remoteId' in outcome ? [outcome.remoteId] : []))
    expect(new Set(ids).size).toBe(4)
  })

  test('updates and deletes by record id, and skips what is not there', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    await pair.salesforce.write({ ...upsert, records: accounts(3) })
    const records = [account(0, { Name: 'New' }), account(9), account(2, { Name: 'Newer' })]
    const updated = await pair.salesforce.write({ ...upsert, operation: 'update', records })
    expect(updated).toMatchObject([
      { status: 'ok', effect: 'updated' },
      { status: 'skipped', reason: 'no-match' },
      { status: 'ok', effect: 'updated' },
    ])
    const gone = await pair.salesforce.write({ ...upsert, operation: 'delete', records })
    expect(gone).toMatchObject([
      { status: 'ok', effect: 'deleted' },
      { status: 'ok', effect: 'unchanged' },
      { status: 'ok', effect: 'deleted' },
    ])
    expect(pair.simulator.org.count('Account')).toBe(1)
  })

  test('sends only the records again whose rows were locked', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    pair.simulator.locks.add('a-1').add('a-4')
    const records = accounts(6)
    const first = await pair.salesforce.write({ ...upsert, records })
    expect(statuses(first)).toEqual(['ok', 'retry', 'ok', 'ok', 'retry', 'ok'])
    expect(first[1]).toMatchObject({ scope: 'record' })
    const again = await pair.salesforce.write({
      ...upsert,
      records: [account(1), account(4)],
      attempt: 2,
    })
    expect(statuses(again)).toEqual(['ok', 'ok'])
  })

  test('that ends early leaves the records that it did not come to for another try', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    pair.simulator.jobs.behaviour.failAfter = 4
    const outcomes = await pair.salesforce.write({ ...upsert, records: accounts(6) })
    expect(statuses(outcomes)).toEqual(['ok', 'ok', 'ok', 'ok', 'retry', 'retry'])
    expect(outcomes[5]).toMatchObject({ message: 'TooManyLockFailure : Too many lock failure.' })
  })

  test('whose results leave a record out leaves it unknown', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    pair.simulator.jobs.behaviour.loses = ([key]) => key === 'a-1'
    const outcomes = await pair.salesforce.write({ ...upsert, records: accounts(3) })
    expect(statuses(outcomes)).toEqual(['ok', 'unknown', 'ok'])
  })

  test('that Salesforce no longer knows leaves its records unknown', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    const { jobs } = pair.simulator
    pair.simulator.watch(({ request: { method } }) => method === 'PATCH' && jobs.jobs.clear())
    const outcomes = await pair.salesforce.write({ ...upsert, records: accounts(2) })
    expect(statuses(outcomes)).toEqual(['unknown', 'unknown'])
  })

  test.each(['successfulResults', 'failedResults', 'unprocessedrecords'])(
    'with a page in HTML for its %s is believed for no record that they would name',
    async (file) => {
      await using pair = await openSalesforce({}, everyBatch)
      pair.simulator.faults.rate({ kind: 'body', text: '<html>', contentType: 'text/html' }, 1, {
        matching: ({ path }) => path.endsWith(file),
      })
      const outcomes = await pair.salesforce.write({ ...upsert, records: accounts(2) })
      expect(statuses(outcomes)).toEqual(['unknown', 'unknown'])
    },
  )

  test('whose content is refused was not started, so that the host sends halves of it', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    pair.simulator.faults.next(
      { kind: 'status', status: 400, when: 'before', body: '[]', contentType: 'application/json' },
      { matching: ({ method }) => method === 'PUT' },
    )
    await expect(pair.salesforce.write({ ...upsert, records: accounts(3) })).rejects.toMatchObject({
      delivery: 'rejected',
    })
    expect([...pair.simulator.jobs.jobs.values()].map(({ state }) => state)).toEqual(['Aborted'])
    expect(pair.simulator.org.count('Account')).toBe(0)
  })

  test.each(['before', 'after'] as const)(
    'whose upload is never answered (%s it arrived) is uploaded again, and writes once',
    async (when) => {
      await using pair = await openSalesforce({}, everyBatch)
      pair.simulator.faults.next(
        { kind: 'reset', when },
        { matching: ({ method }) => method === 'PUT' },
      )
      const create = { object: 'Account', operation: 'create', matchOn } as const
      const outcomes = await pair.salesforce.write({ ...create, records: accounts(3) })
      expect(statuses(outcomes)).toEqual(['ok', 'ok', 'ok'])
      expect(pair.simulator.org.count('Account')).toBe(3)
    },
  )

  test('whose upload never gets through was not started, and is certainly not applied', async () => {
    await using pair = await openSalesforce({}, everyBatch)
    pair.simulator.faults.rate({ kind: 'reset', when: 'after' }, 1, {
      matching: ({ method }) => method === 'PUT',
    })
    const create = { object: 'Account', operation: 'create', matchOn } as const
    await expect(pair.salesforce.write({ ...create, records: accounts(3) })).rejects.toMatchObject({
      delivery: 'not-applied',
    })
    expect([...pair.simulator.jobs.jobs.values()].map(({ state }) => state)).toEqual(['Aborted'])
    expect(pair.simulator.org.count('Account')).toBe(0)
  })

  test.each(['before', 'after'] as const)(
    'whose start is never answered (%s it took effect) is asked how far it is, and writes once',
    async (when) => {
      await using pair = await openSalesforce({}, everyBatch)
      pair.simulator.faults.next(
        { kind: 'reset', when },
        { matching: ({ method, path }) => method === 'PATCH' && path.includes('ingest') },
      )
      const create = { object: 'Account', operation: 'create', matchOn } as const
      const outcomes = await pair.salesforce.write({ ...create, records: accounts(3) })
      expect(statuses(outcomes)).toEqual(['ok', 'ok', 'ok'])
      expect(pair.simulator.org.count('Account')).toBe(3)
      expect(pair.simulator.jobs.jobs.size).toBe(1)
    },
  )

  test.each([1, 2, 3, 4, 5, 6, 7])(
    'that was killed after its request %d is gone on with, and no other is made',
    async (killedAfter) => {
      await using pair = await openSalesforce({}, everyBatch)
      const cache = memoryCache()
      const open = () =>
        openDestination(definition, {
          config: { ...everyBatch, instanceUrl: pair.simulator.url },
          egressAllow: ['127.0.0.1/32'],
          cache,
        })
      const create = {
        object: 'Account',
        operation: 'create',
        matchOn,
        records: accounts(5),
      } as const
      await using killed = await open()
      await killed.discover()
      const abort = new AbortController()
      let requests = 0
      const unwatch = pair.simulator.watch(() => {
        requests += 1
        if (requests === killedAfter) abort.abort(new Error('The run was killed.'))
      })
      await killed.write({ ...create, signal: abort.signal }).catch(() => 'nobody sees it')
      unwatch()
      await using second = await open()
      const outcomes = await second.write(create)
      expect(statuses(outcomes)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
      expect(pair.simulator.org.count('Account')).toBe(5)
      // Before the answer to the first request nobody knows of the job, which stays empty.
      expect(pair.simulator.jobs.jobs.size).toBe(killedAfter === 1 ? 2 : 1)
    },
  )
})
