import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  folder: 'google-sheets',
  descriptions: [{ file: 'v4.json' }],
  exceptions: [
    {
      operation: 'POST /token',
      pointer: '',
      why: 'Tokens are given out by another service of Google, by the rules of OAuth 2.',
      source: 'https://developers.google.com/identity/protocols/oauth2 (read 2026-11-27)',
    },
    {
      operation: '*',
      in: 'answer',
      pointer: '/status',
      why: 'The description is made of a discovery document, which lists no refusals.',
      source: 'https://docs.cloud.google.com/apis/design/errors (read 2026-11-27)',
    },
  ],
})
