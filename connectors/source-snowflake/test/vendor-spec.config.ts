import { defineVendorSpec } from '@revetl/testkit/vendor-spec'

const reference =
  'https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27)'

export default defineVendorSpec({
  folder: 'snowflake',
  descriptions: [{ file: 'sqlapi.yaml', servers: [''] }],
  exceptions: [
    {
      operation: 'POST /api/v2/statements',
      in: 'request',
      pointer: '/query/retry',
      why: 'The documents name it for a request that is sent again; the description has left it out.',
      source:
        'https://docs.snowflake.com/en/developer-guide/sql-api/submitting-requests (to be confirmed)',
    },
    {
      operation: 'POST /api/v2/statements',
      in: 'request',
      pointer: '/body/parameters/client_result_chunk_size',
      why: 'The reference lists it among the parameters of a statement; the description has left it out.',
      source: `${reference}, to be confirmed`,
    },
    {
      operation: '*',
      in: 'answer',
      pointer: '/body/statementStatusUrl',
      keyword: 'format',
      why: 'The examples of the reference show a path, which is no URI.',
      source: reference,
    },
    {
      operation: '*',
      in: 'answer',
      pointer: '/body',
      keyword: 'described',
      why: 'The service says in the body of a 401 and a 404 why, with code and message; the description names none.',
      source:
        'https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses (to be confirmed)',
    },
  ],
})
