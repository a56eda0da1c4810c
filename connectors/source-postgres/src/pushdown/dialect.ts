import type { PushdownDialect } from '@revetl/sdk'

/** The SQL of Postgres. */
export const postgresDialect: PushdownDialect = {
  quote: '"',
  // Every session sets standard_conforming_strings.
  literals: 'standard',
  scratch: 'schema',
  types: {
    integer: 'bigint',
    number: 'double precision',
    boolean: 'boolean',
    // Any other collation can take two texts for one.
    text: 'text collate "C"',
    print: 'uuid',
  },
  logTable: 'create table if not exists {table} ({columns}, primary key ({keys}))',
  // Not in the write-ahead log, and gone after a crash of the server: half the time.
  stageTable: 'create unlogged table {table} as {select}',
  // A subquery without it is merged into the one around it, and what it computes is computed at every use.
  fence: 'offset 0',
  analyze: 'analyze {table}',
}
