import { reply, route, type Reply, type Route } from '@revetl/testkit/simulator'
import type { CrmStore, CustomObject } from './crm-store.ts'
import { missingScope, refusal } from './errors.ts'
import type { Tokens } from './tokens.ts'

/** What the end points besides the records need. */
export interface AccountApi {
  readonly store: CrmStore
  readonly portalId: number
  readonly hasScope: (scope: string) => boolean
  readonly dailyUsage: () => { readonly used: number; readonly max: number }
  readonly tokens: Tokens
}

/** Account, properties, schemas and tokens. */
export function accountRoutes(api: AccountApi): readonly Route[] {
  const { store, tokens } = api
  return [
    // https://developers.hubspot.com/docs/api-reference/latest/account/account-information (read 2026-11-22)
    route('GET', '/account-info/2026-03/details', () => reply(200, details(api))),
    route('GET', '/account-info/2026-03/api-usage/daily/private-apps', () => dailyUsage(api)),
    // https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22)
    route('GET', '/crm/properties/2026-03/:type', (_request, { type }) => properties(api, type)),
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide (read 2026-11-22)
    route('GET', '/crm-object-schemas/2026-03/schemas', () => {
      const scope = 'crm.schemas.custom.read'
      if (!api.hasScope(scope)) return missingScope(scope)
      return reply(200, { results: store.customObjects.map(showSchema) })
    }),
    // https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens (read 2026-11-22)
    route('POST', '/oauth/2026-03/token', ({ text }) =>
      tokens.refresh(new URLSearchParams(text), api.portalId),
    ),
  ]
}

const details = ({ portalId }: AccountApi) => ({
  portalId,
  accountType: 'DEVELOPER_TEST',
  timeZone: 'Europe/Berlin',
  companyCurrency: 'EUR',
  additionalCurrencies: [],
  utcOffset: '+01:00',
  utcOffsetMilliseconds: 3_600_000,
  uiDomain: 'app.hubspot.com',
  dataHostingLocation: 'eu1',
})

function dailyUsage({ dailyUsage: read }: AccountApi): Reply {
  const { used, max } = read()
  return reply(200, {
    results: [
      {
        name: 'private-apps-api-calls-daily',
        usageLimit: max,
        currentUsage: used,
        collectedAt: new Date().toISOString(),
        fetchStatus: 'SUCCESS',
        resetsAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    ],
  })
}

function properties({ store, hasScope }: AccountApi, type: string): Reply {
  const scope = `crm.schemas.${store.custom(type) ? 'custom' : type}.read`
  if (!hasScope(scope)) return missingScope(scope)
  const results = store.properties(type)
  if (!results) return refusal(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${type}`)
  return reply(200, { results })
}

const showSchema = ({
  name,
  fullyQualifiedName,
  objectTypeId,
  properties: own,
  requiredProperties,
}: CustomObject) => ({
  id: objectTypeId,
  objectTypeId,
  fullyQualifiedName,
  name,
  labels: { singular: name, plural: `${name}s` },
  properties: own,
  requiredProperties,
  searchableProperties: [],
  secondaryDisplayProperties: [],
  associations: [],
  allowsSensitiveProperties: false,
  archived: false,
})
