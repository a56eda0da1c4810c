import { bearer, defineDestination } from '@revetl/sdk'
import { catalog } from './catalogs.ts'
import { check } from './check.ts'
import { config } from './config.ts'
import { discover, standardObjects } from './discover.ts'
import { brazeQuotas } from './quotas.ts'

/** Delivers changes to Braze users, events, purchases and catalogs. */
export default defineDestination({
  id: 'braze',
  apiVersion: 1,
  title: 'Braze',
  vendor: { name: 'Braze', docs: 'https://www.braze.com/docs/api/home' },
  config,
  auth: ({ apiKey }) => bearer(apiKey),
  network: { hosts: ({ endpoint }) => [new URL(endpoint).hostname] },
  quotas: (connection, account) => brazeQuotas(connection, account?.id),
  check,
  discover,
  objects: standardObjects,
  dynamicObject: catalog,
})
