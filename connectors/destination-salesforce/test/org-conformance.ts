import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { clientCredentials } from './open-salesforce.ts'
import { customObject, field } from './simulator/metadata.ts'
import { simulatedApp, startSalesforce } from './simulator.ts'

const makes: Readonly<Record<string, (index: number) => ValueRecord>> = {
  Account: (index) => ({
    External_Id__c: `a-${index}`,
    Name: `Müller & "Söhne", ${index} 👩‍💻`,
    AnnualRevenue: 1.5,
    NumberOfEmployees: index,
    Active__c: true,
    Founded__c: '2024-02-29',
    Last_Seen__c: '2026-03-29T01:30:00Z',
    Description: 'x\ny',
  }),
  Contact: (index) => ({
    External_Id__c: `c-${index}`,
    LastName: `Ada ${index}`,
    FirstName: 'Ada',
  }),
  Invoice__c: (index) => ({
    External_Id__c: `i-${index}`,
    Name: `Invoice ${index}`,
    Amount__c: index,
  }),
}

/** The four operations of an object, each by its external id. */
function casesOf(object: string, jobPath: string | undefined): readonly WriteCase[] {
  const record = makes[object] ?? (() => ({}))
  const name = object === 'Contact' ? 'LastName' : 'Name'
  const badRecord = (index: number) => ({ ...record(index), [name]: 'breaks a rule' })
  const matchOn = ['External_Id__c']
  // What is there before was sent in a way that is not under test.
  const create = (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation: 'create', records, attempt: 2 })
  // What an update writes may be refused, so that its record is there with other values.
  const createOthers = (records: readonly ValueRecord[], destination: OpenDestination) =>
    create(
      records.map(({ External_Id__c: key = null }) => ({ External_Id__c: key, [name]: 'Before' })),
      destination,
    )
  const shared = { object, matchOn, record }
  const job = jobPath === undefined ? {} : { jobPath }
  return [
    { ...shared, ...job, operation: 'upsert', badRecord },
    { ...shared, ...job, operation: 'create', badRecord },
    { ...shared, operation: 'update', prepare: createOthers },
    { ...shared, operation: 'delete', prepare: create },
  ]
}

const oauth = { ...simulatedApp }
const instanceUrl = 'https://acme.my.salesforce.com'

/** How the connector is tried, with small batches as collections or with every batch as a job. */
export function orgConformance(
  config: { readonly bulkAbove?: number },
  objects: readonly string[] = Object.keys(makes),
) {
  const jobPath = config.bulkAbove === 0 ? '/services/data/v67.0/jobs/ingest' : undefined
  return defineConformance({
    kind: 'destination',
    start: async () => {
      const simulator = await startSalesforce()
      const { url, org, tokens } = simulator
      return {
        config: { ...config, clientCredentials, instanceUrl: url },
        simulator,
        count: (object) => org.count(object),
        oauth: {
          config: { ...config, oauth, instanceUrl: url },
          expire: () => tokens.expire(),
          issued: () => tokens.issued,
          revoke: () => tokens.revoke(),
        },
        schema: {
          addObject: (name) =>
            org.objects.push(customObject(name, `b${org.objects.length}`, [field('Note__c')])),
          removeObject: (name) => {
            const at = org.objects.findIndex((one) => one.name === `${name}__c`)
            if (at !== -1) org.objects.splice(at, 1)
          },
        },
        [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
      }
    },
    samples: [
      { name: 'client credentials', config: { instanceUrl, clientCredentials } },
      { name: 'a refresh token', config: { instanceUrl, oauth } },
      {
        name: 'a certificate',
        config: {
          instanceUrl,
          jwt: { clientId: 'x', username: 'ada@example.com', privateKey: 'x' },
        },
      },
      { name: 'no way to sign in', config: { instanceUrl }, invalidAt: 'clientCredentials' },
      {
        name: 'two ways to sign in',
        config: { instanceUrl, clientCredentials, oauth },
        invalidAt: 'clientCredentials',
      },
      { name: 'no address', config: { clientCredentials }, invalidAt: 'instanceUrl' },
      {
        name: 'too many at once',
        config: { instanceUrl, clientCredentials, parallel: 100 },
        invalidAt: 'parallel',
      },
    ],
    cases: objects.flatMap((object) => casesOf(object, jobPath)),
  })
}
