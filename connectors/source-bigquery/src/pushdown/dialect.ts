import type { PushdownDialect } from '@revetl/sdk'

/**
 * The SQL of BigQuery. Tables are not clustered by their keys: every comparison reads all of a snapshot, a FLOAT64 cannot
 * be clustered by, and a key can have more than the four columns of a cluster.
 * @see https://cloud.google.com/bigquery/docs/clustered-tables#limitations (to be confirmed)
 */
export const bigqueryDialect: PushdownDialect = {
  quote: '`',
  // Two quotes are no quote, and no text goes on in the next line:
  // https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#literals (to be confirmed)
  literals: 'escapes',
  // A schema is a dataset.
  scratch: 'schema',
  types: {
    integer: 'INT64',
    number: 'FLOAT64',
    boolean: 'BOOL',
    // Compared by bytes: `prepare` refuses a dataset that gives its tables a collation.
    text: 'STRING',
    // There is no type for 128 bits that is read as it was written.
    print: 'STRING',
  },
  // A text does not become a number by itself:
  // https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules#coercion (to be confirmed)
  typedLiteral: 'cast({literal} as {type})',
  // NaN equals nothing: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#floating_point_semantics (to be confirmed)
  comparedNumber: "format('%.17g', {number} + 0)",
  // https://cloud.google.com/bigquery/quotas#query_jobs (to be confirmed)
  statementBytesMax: 1_000_000,
  stageTable: 'create table {table} as {select}',
  fence: '',
  analyze: '',
}
