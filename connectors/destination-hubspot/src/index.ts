import { bearer, defineDestination, oauth2 } from '@revetl/sdk'
import { check } from './check.ts'
import { apiVersion } from './api.ts'
import { config } from './config.ts'
import { discover, otherObjects, standardObjects } from './discover.ts'
import { customObject } from './objects/custom-object.ts'
import { hubspotQuotas } from './quotas.ts'

/** Delivers changes to HubSpot CRM objects. */
export default defineDestination({
  id: 'hubspot',
  apiVersion: 1,
  title: 'HubSpot',
  vendor: {
    name: 'HubSpot',
    docs: 'https://developers.hubspot.com/docs/api-reference/latest',
    api: { version: apiVersion },
  },
  config,
  auth: ({ accessToken, oauth, baseUrl }) => {
    if (!oauth) return bearer(accessToken ?? '')
    // https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/refresh-oauth-token (read 2026-11-22)
    return oauth2({ tokenUrl: new URL(`/oauth/${apiVersion}/token`, baseUrl).href, ...oauth })
  },
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  quotas: (connection, account) => hubspotQuotas(connection, account?.id),
  check,
  discover,
  objects: { ...standardObjects, ...otherObjects },
  dynamicObject: customObject,
})
