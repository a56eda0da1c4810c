import type { PushdownDialect } from '@revetl/sdk'

/**
 * The SQL of Databricks. No statement names a format: Delta is the default there, and each statement is then whole or not
 * done at all.
 * @see https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using.html (read 2026-11-28)
 */
export const databricksDialect: PushdownDialect = {
  quote: '`',
  // https://docs.databricks.com/en/sql/language-manual/data-types/string-type.html (read 2026-11-28)
  literals: 'backslash-quote',
  scratch: 'schema',
  types: {
    integer: 'BIGINT',
    number: 'DOUBLE',
    boolean: 'BOOLEAN',
    // Compared by bytes, in a schema without a collation of its own: `prepareScratch` sees to that.
    text: 'STRING',
    // The digits that md5() gives.
    print: 'STRING',
  },
  // A text is not stored as a number by itself: https://docs.databricks.com/en/sql/language-manual/sql-ref-ansi-compliance.html (read 2026-11-28)
  typedLiteral: 'cast({literal} as {type})',
  // https://docs.databricks.com/api/workspace/statementexecution/executestatement (read 2026-11-28)
  statementBytesMax: 16 * 1024 * 1024,
  stageTable: 'create table {table} as {select}',
  // What is computed twice gives the same: an expression that would not is never merged into another one.
  fence: '',
  analyze: '',
}
