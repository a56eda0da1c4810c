import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'It speaks the protocol of MariaDB and MySQL; there is no HTTP API.',
})
