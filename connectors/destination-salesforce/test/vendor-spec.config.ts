import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

export default defineVendorSpec({
  folder: 'salesforce',
  descriptions: [
    { file: 'salesforce-bulk-api-2.yml', servers: ['/services/data/v67.0/jobs'] },
    { file: 'salesforce-composite-api.yml', servers: ['/services/data/v67.0'] },
    { file: 'salesforce-sobjects-api.yml', servers: ['/services/data/v67.0'] },
    { file: 'salesforce-query-api.yml', servers: ['/services/data/v67.0'] },
    { file: 'salesforce-limits-api.yml', servers: ['/services/data/v67.0'] },
  ],
})
