import { defineVendorSpec } from '@revetl/testkit/vendor-spec'
import { exchangeAll } from './exchange-all.ts'

const errorFields = {
  operation: '*',
  in: 'answer',
  keyword: 'unevaluatedProperties',
  why: 'The schema of an error leaves out what the documents show in it.',
} as const
const errorPage = 'https://developers.hubspot.com/docs/api-reference/latest/error-handling'
const limitPage = 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines'

export default defineVendorSpec({
  folder: 'hubspot/2026-03',
  descriptions: ['accountInfo', 'objects', 'properties', 'schemas'].map((name) => ({
    file: `${name}.json`,
  })),
  exceptions: [
    {
      operation: 'POST /oauth/2026-03/token',
      pointer: '',
      why: 'OAuth has a description of its own, which is not among these.',
      source:
        'https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/refresh-oauth-token (read 2026-11-27)',
    },
    { ...errorFields, pointer: '/body/status', source: `${errorPage} (read 2026-11-22)` },
    { ...errorFields, pointer: '/body/errorType', source: `${limitPage} (read 2026-11-22)` },
    { ...errorFields, pointer: '/body/policyName', source: `${limitPage} (read 2026-11-22)` },
  ],
  scenario: exchangeAll,
})
