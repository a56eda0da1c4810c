import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'It speaks the protocol of PostgreSQL; its HTTP API is not used.',
})
