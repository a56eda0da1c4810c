import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  folder: 'google-sheets',
  descriptions: [{ file: 'v4.json' }],
})
