import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  none: 'Template CRM is made up; name the descriptions of your vendor here.',
})
