import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'It reads files and databases with DuckDB; there is no HTTP API.',
})
