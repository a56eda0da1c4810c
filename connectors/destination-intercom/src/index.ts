import { bearer, defineDestination } from '@revetl/sdk'
import { check } from './check.ts'
import { apiVersion } from './client.ts'
import { apiUrl, config } from './config.ts'
import { discover, standardObjects } from './discover.ts'
import { customObject } from './objects/custom-object.ts'
import { intercomQuotas } from './quotas.ts'

/** Delivers changes to Intercom: contacts, leads, companies and their members, custom objects and events. */
export default defineDestination({
  id: 'intercom',
  apiVersion: 1,
  title: 'Intercom',
  vendor: {
    name: 'Intercom',
    docs: 'https://developers.intercom.com/docs/references/rest-api/api.intercom.io',
    api: { version: apiVersion },
  },
  config,
  auth: ({ accessToken }) => bearer(accessToken),
  network: { hosts: (connection) => [new URL(apiUrl(connection)).hostname] },
  quotas: (_connection, account) => intercomQuotas(account?.id),
  check,
  discover,
  objects: standardObjects,
  dynamicObject: customObject,
})
