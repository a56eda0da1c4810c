import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

const account = 'https://developers.facebook.com/docs/marketing-api/reference/ad-account'
const why = 'The description is of an audience alone; this is about the ad account or the token.'

export default defineVendorSpec({
  folder: 'meta',
  descriptions: [{ file: 'CustomAudience.json' }],
  exceptions: [
    {
      operation: 'GET /{id}',
      in: 'answer',
      pointer: '/body/account_status',
      why,
      source: `${account} (read 2026-11-27)`,
    },
    {
      operation: 'GET /{id}',
      in: 'answer',
      pointer: '/body/tos_accepted',
      why,
      source: `${account} (read 2026-11-27)`,
    },
    {
      operation: 'GET /v25.0/act_4242/customaudiences',
      pointer: '',
      why,
      source: `${account}/customaudiences (read 2026-11-27)`,
    },
    {
      operation: 'GET /v25.0/me/permissions',
      pointer: '',
      why,
      source:
        'https://developers.facebook.com/docs/graph-api/reference/user/permissions (read 2026-11-27)',
    },
  ],
})
