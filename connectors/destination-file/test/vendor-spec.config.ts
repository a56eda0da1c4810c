import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({ none: 'It writes files; there is no HTTP API.' })
