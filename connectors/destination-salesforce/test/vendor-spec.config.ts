import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

// Third parties have copied the descriptions from the vendor's documents, and left out much.
const docs = 'https://developer.salesforce.com/docs'
const rest = `${docs}/atlas.en-us.api_rest.meta/api_rest`
const servers = ['/services/data/v67.0']

const undescribed = { pointer: '', why: 'The copies leave the operation out.' } as const
const upserted = ['Account', 'Contact', 'Invoice__c'].map((object) => ({
  ...undescribed,
  operation: `PATCH /services/data/v67.0/composite/sobjects/${object}/External_Id__c`,
  source: `${docs}/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html (read 2026-11-27)`,
}))

const parts = {
  in: 'answer',
  keyword: 'unevaluatedProperties',
  why: 'The copy leaves out what the documents show in the answer.',
} as const
const describeResult = `${docs}/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm (read 2026-11-27)`
const jobInfo = `${docs}/platform/api-asynch/guide/get-job-info.html (read 2026-11-27)`

const objectParts = ['labelPlural', 'custom', 'createable', 'updateable', 'deletable']
const fieldParts = ['defaultedOnCreate', 'externalId', 'unique', 'idLookup', 'restrictedPicklist']
const moreFieldParts = ['picklistValues', 'referenceTo', 'relationshipName', 'inlineHelpText']
const jobs = ['POST /ingest', 'PATCH /ingest/{jobId}', 'GET /ingest/{jobId}']
const collections = ['POST', 'PATCH', 'DELETE'].map((method) => `${method} /composite/sobjects`)

export default defineVendorSpec({
  folder: 'salesforce',
  descriptions: [
    { file: 'salesforce-bulk-api-2.yml', servers: ['/services/data/v67.0/jobs'] },
    { file: 'salesforce-composite-api.yml', servers },
    { file: 'salesforce-sobjects-api.yml', servers },
    { file: 'salesforce-limits-api.yml', servers },
  ],
  exceptions: [
    {
      ...undescribed,
      operation: 'POST /services/oauth2/token',
      source:
        'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm (read 2026-11-27)',
    },
    {
      ...undescribed,
      operation: 'GET /services/data/v67.0/query',
      source: `${rest}/resources_query.htm (read 2026-11-27)`,
    },
    ...upserted,
    ...[...objectParts, 'deprecatedAndHidden'].map((name) => ({
      ...parts,
      operation: 'GET /sobjects',
      pointer: `/body/sobjects/*/${name}`,
      source: `${rest}/resources_describeGlobal.htm (read 2026-11-27)`,
    })),
    ...[...fieldParts, ...moreFieldParts]
      .map((name) => `/body/fields/*/${name}`)
      .concat('/body/custom', '/body/deprecatedAndHidden')
      .map((pointer) => ({
        ...parts,
        operation: 'GET /sobjects/{sobjectType}/describe',
        pointer,
        source: describeResult,
      })),
    ...jobs.flatMap((operation) =>
      ['/body/concurrencyMode', '/body/contentUrl'].map((pointer) => ({
        ...parts,
        operation,
        pointer,
        source: jobInfo,
      })),
    ),
    ...collections.flatMap((operation) => [
      {
        ...parts,
        operation,
        pointer: '/body/*/errors/*/statusCode',
        why: 'The error of a record has a statusCode; errorCode is that of a whole request.',
        source: `${docs}/platform/api-rest/guide/resources-composite-sobjects-collections-update.html (read 2026-11-27)`,
      },
      {
        operation,
        in: 'answer' as const,
        pointer: '/status',
        why: 'A used-up day is refused with 403, whatever the operation.',
        source: `${docs}/platform/api-rest/guide/errorcodes.html (read 2026-11-27)`,
      },
    ]),
    {
      operation: 'POST /composite/sobjects',
      in: 'answer',
      pointer: '/body',
      keyword: 'type',
      why: 'The errors of a whole request come as a list, as those of all REST resources.',
      source: `${docs}/platform/api-rest/guide/errorcodes.html (read 2026-11-27)`,
    },
  ],
})
