import type { PushdownDialect } from '@revetl/sdk'

/** Bytes of the longest text of a column: https://docs.snowflake.com/en/sql-reference/data-types-text (read 2026-11-27) */
const textBytesMax = 134_217_728

/**
 * The SQL of Snowflake. Columns have no collation, whatever DEFAULT_DDL_COLLATION says, so that texts are compared by
 * bytes: https://docs.snowflake.com/en/sql-reference/collation (read 2026-11-27)
 */
export const snowflakeDialect: PushdownDialect = {
  quote: '"',
  literals: 'backslash',
  scratch: 'schema',
  types: {
    integer: 'number(38,0)',
    number: 'float',
    boolean: 'boolean',
    text: `varchar(${textBytesMax}) collate ''`,
    // As text: what a literal of a BINARY means depends on BINARY_INPUT_FORMAT. A cast to it can name no collation.
    print: 'varchar(32)',
  },
  // Without the seven days of Fail-safe: https://docs.snowflake.com/en/user-guide/tables-temp-transient (read 2026-11-27)
  createTable: 'create transient table {table} ({columns})',
  stageTable: 'create transient table {table} ({columns}) as {select}',
  textBytesMax,
  fence: '',
  analyze: '',
}
