import type { PushdownDialect } from '@revetl/sdk'

/** The SQL of DuckDB. */
export const duckdbDialect: PushdownDialect = {
  quote: '"',
  literals: 'standard',
  // In a file of their own; what is not said to lie in another is made and looked for there.
  scratch: 'prefix',
  types: {
    integer: 'BIGINT',
    number: 'DOUBLE',
    boolean: 'BOOLEAN',
    text: 'VARCHAR',
    print: 'UUID',
  },
  stageTable: 'CREATE TABLE {table} AS {select}',
  // What a subquery computes is computed once, and joins are hashed.
  fence: '',
  analyze: '',
}
