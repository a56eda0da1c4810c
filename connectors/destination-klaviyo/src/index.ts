import { apiKey, defineDestination } from '@revetl/sdk'
import { check } from './check.ts'
import { revision } from './client.ts'
import { config } from './config.ts'
import { discover, standardObjects } from './discover.ts'
import { list } from './lists.ts'
import { klaviyoQuotas } from './quotas.ts'

/** Delivers changes to Klaviyo profiles, lists, events and suppressions. */
export default defineDestination({
  id: 'klaviyo',
  apiVersion: 1,
  title: 'Klaviyo',
  vendor: {
    name: 'Klaviyo',
    docs: 'https://developers.klaviyo.com/en/reference/api-overview',
    api: { version: revision },
  },
  config,
  auth: ({ apiKey: key }) => apiKey({ header: 'authorization' }, `Klaviyo-API-Key ${key}`),
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  quotas: (_connection, account) => klaviyoQuotas(account?.id),
  check,
  discover,
  objects: standardObjects,
  dynamicObject: list,
})
