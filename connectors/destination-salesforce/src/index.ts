import { apiVersion as contractVersion, defineDestination } from '@revetl/sdk'
import { salesforceAuth } from './auth.ts'
import { check } from './check.ts'
import { apiVersion } from './client.ts'
import { config } from './config.ts'
import { discover } from './discover/discover.ts'
import { salesforceQuotas } from './quotas.ts'
import { sobject } from './sobject.ts'

/** Delivers changes to Salesforce, every object of it. */
export default defineDestination({
  id: 'salesforce',
  apiVersion: contractVersion,
  title: 'Salesforce',
  vendor: {
    name: 'Salesforce',
    docs: 'https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest.html',
    api: { version: apiVersion },
  },
  config,
  auth: salesforceAuth,
  network: { hosts: ({ instanceUrl }) => [new URL(instanceUrl).hostname] },
  quotas: (connection, account) => salesforceQuotas(connection, account?.id),
  check,
  discover,
  objects: {},
  dynamicObject: sobject,
})
