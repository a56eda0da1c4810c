import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: "Its HTTP interface takes SQL, and no description of it is published; ClickHouse's own driver sends the requests.",
})
