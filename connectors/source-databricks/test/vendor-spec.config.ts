import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'Databricks publishes pages of its API and no machine-readable description of it.',
})
