import { generateKeyPairSync } from 'node:crypto'
import { openDestination } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { clientCredentials, openSalesforce } from './open-salesforce.ts'
import { simulatedApp, startSalesforce } from './simulator.ts'

const upsert = {
  object: 'Account',
  operation: 'upsert',
  matchOn: ['External_Id__c'],
  records: [{ External_Id__c: 'a-1', Name: 'A' }],
} as const

describe('signing in', () => {
  test.each([
    ['client credentials', { clientCredentials }],
    ['a refresh token', { oauth: { ...simulatedApp } }],
  ])('with %s', async (_way, config) => {
    await using pair = await openSalesforce({}, config)
    expect((await pair.salesforce.check()).account.id).toBe('00D000000000001AAA')
    expect(pair.simulator.tokens.issued).toBe(1)
  })

  test('with a certificate, for a user who was approved', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const app = { certificate: publicKey, username: 'ada@example.com' }
    const jwt = { clientId: simulatedApp.clientId, username: 'ada@example.com', privateKey: pem }
    await using pair = await openSalesforce({ app }, { jwt })
    expect((await pair.salesforce.write(upsert)).map(({ status }) => status)).toEqual(['ok'])
    await using other = await openSalesforce(
      { app },
      { jwt: { ...jwt, username: 'ben@example.com' } },
    )
    await expect(other.salesforce.check()).rejects.toMatchObject({ code: 'REV_AUTH_REFRESH' })
  })

  test('again where a session has ended, although no token says how long it is good', async () => {
    await using pair = await openSalesforce()
    await pair.salesforce.discover()
    pair.simulator.tokens.expire()
    expect((await pair.salesforce.write(upsert)).map(({ status }) => status)).toEqual(['ok'])
    expect(pair.simulator.tokens.issued).toBe(2)
  })

  test('asks the login host of a sandbox where the address is one', async () => {
    const jwt = { clientId: 'c', username: 'u', privateKey: 'k' }
    const audience = (instanceUrl: string) =>
      definition.auth?.({ instanceUrl, jwt, bulkAbove: 2000, parallel: 4 })
    expect(audience('https://acme.my.salesforce.com')).toMatchObject({
      tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
      audience: 'https://login.salesforce.com',
    })
    expect(audience('https://acme--dev.sandbox.my.salesforce.com')).toMatchObject({
      audience: 'https://test.salesforce.com',
    })
  })
})

describe('check', () => {
  test('names the org, and what is left of its day', async () => {
    await using pair = await openSalesforce()
    const { account, quotaLeft, warnings } = await pair.salesforce.check()
    expect(account).toEqual({ id: '00D000000000001AAA', name: 'Example Corp (Enterprise Edition)' })
    expect(quotaLeft?.['API requests today']).toBeGreaterThan(99_900)
    expect(quotaLeft?.['bulk batches today']).toBe(15_000)
    expect(warnings).toEqual([])
  })

  test('warns of a day that is nearly used up', async () => {
    await using pair = await openSalesforce({ dailyMax: 20 })
    for (let count = 0; count < 10; count += 1) await pair.salesforce.check()
    expect(
      (await pair.salesforce.check().catch(() => ({ warnings: ['used up'] }))).warnings,
    ).toHaveLength(1)
  })
})

describe('the requests of a day', () => {
  test('are counted by what Salesforce says, so that none is sent that would be refused', async () => {
    await using simulator = await startSalesforce({ dailyMax: 30 })
    await using salesforce = await openDestination(definition, {
      config: { clientCredentials, instanceUrl: simulator.url },
      egressAllow: ['127.0.0.1/32'],
      gateway: { patienceMs: 1000 },
    })
    await salesforce.discover()
    const writes = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const records = [{ External_Id__c: `a-${at}`, Name: 'A' }]
        return salesforce.write({ ...upsert, records }).then(
          ([outcome]) => outcome?.status,
          (error: { readonly delivery?: string }) => error.delivery,
        )
      }),
    )
    expect(new Set(writes)).toEqual(new Set(['ok', 'throttled']))
    expect(simulator.quotas[0]).toMatchObject({ violations: 0, remaining: 0 })
  })

  test('that others have used up pause the connection and reject nothing', async () => {
    await using simulator = await startSalesforce({ dailyMax: 8 })
    await using salesforce = await openDestination(definition, {
      config: { clientCredentials, instanceUrl: simulator.url },
      egressAllow: ['127.0.0.1/32'],
      gateway: { patienceMs: 1000 },
    })
    await salesforce.discover()
    simulator.faults.rate({ kind: 'throttle' }, 1, { matching: ({ method }) => method === 'PATCH' })
    await expect(salesforce.write(upsert)).rejects.toMatchObject({
      code: 'REV_HTTP_THROTTLED',
      delivery: 'throttled',
    })
    expect(simulator.org.count('Account')).toBe(0)
  })
})

describe('discover', () => {
  test('lists what can be written, with the fields of the org', async () => {
    await using pair = await openSalesforce()
    const { objects, isOpen } = await pair.salesforce.discover()
    expect(isOpen).toBe(false)
    expect(objects.map(({ name }) => name)).toEqual([
      'Account',
      'Contact',
      'Invoice__c',
      'Note_Event',
      'User',
    ])
    const [account, contact, invoice, note] = objects
    expect(account?.fields).toMatchObject({
      Id: { type: 'string', unique: true },
      Name: { type: 'string', required: true, nullable: false, maxLength: 255 },
      External_Id__c: { type: 'string', unique: true, maxLength: 80 },
      Region_Code__c: { type: 'decimal' },
      Industry: { type: 'string', enum: ['Banking', 'Energy', 'Retail'] },
      Interests__c: { type: 'json', description: 'Choices: art, music, sport.' },
      NumberOfEmployees: { type: 'integer' },
      Active__c: { type: 'boolean' },
      Founded__c: { type: 'date' },
      Last_Seen__c: { type: 'timestamptz' },
      Phone: { type: 'string', pii: 'phone' },
      CreatedDate: { readOnly: true },
      'Parent.External_Id__c': { type: 'string' },
      'User:Owner.Username': { type: 'string' },
    })
    expect(account?.fields).not.toHaveProperty('BillingAddress')
    expect(contact?.operations?.upsert?.matchOn).toEqual([
      ['External_Id__c'],
      ['Twin_Key__c'],
      ['Email'],
    ])
    expect(contact?.operations?.update?.matchOn?.at(-1)).toEqual(['Id'])
    expect(contact?.operations?.create).toMatchObject({
      matchOn: [['External_Id__c']],
      resend: 'reconcile',
    })
    expect(invoice?.fields).toHaveProperty(['Customer__r.Region_Code__c'])
    expect(note?.operations).toEqual({
      update: { matchOn: [['Id']], inFlightMax: 4 },
      create: { inFlightMax: 4 },
      delete: { matchOn: [['Id']], inFlightMax: 4 },
    })
  })

  test('asks for the one object that a run needs, and for those that it refers to', async () => {
    await using simulator = await startSalesforce()
    const paths: string[] = []
    simulator.watch(({ request: { path } }) => paths.push(path.replace('/services/data/v67.0', '')))
    await using salesforce = await openDestination(definition, {
      config: { clientCredentials, instanceUrl: simulator.url, parallel: 2 },
      egressAllow: ['127.0.0.1/32'],
    })
    const { objects } = await salesforce.discover(undefined, { objects: ['Invoice__c'] })
    expect(objects.map(({ name }) => name)).toEqual(['Invoice__c'])
    expect(objects[0]?.operations?.upsert?.inFlightMax).toBe(2)
    expect(paths.filter((path) => path.startsWith('/sobjects'))).toEqual([
      '/sobjects',
      '/sobjects/Invoice__c/describe',
      '/sobjects/Account/describe',
    ])
  })
})
