import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'It speaks to any HTTP service, in the words that its user configures.',
})
