import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: "Google describes it in a format of its own, and Google's own driver sends the requests.",
})
