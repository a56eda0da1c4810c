import type { PushdownDialect } from '@revetl/sdk'
import { scratchAlias } from '../scratch-file.ts'

/** The SQL of SQLite. */
export const sqliteDialect: PushdownDialect = {
  quote: '"',
  literals: 'char',
  // In a file of their own, where what is not said to lie in another is looked for as well.
  scratch: 'prefix',
  types: {
    integer: 'INTEGER',
    number: 'REAL',
    // As words: a literal of the canonical text is no number.
    boolean: 'TEXT',
    // Compared by bytes, where no collation is named.
    text: 'TEXT',
    print: 'TEXT',
  },
  createTable: `CREATE TABLE ${scratchAlias}.{table} ({columns})`,
  logTable: `CREATE TABLE IF NOT EXISTS ${scratchAlias}.{table} ({columns}, PRIMARY KEY ({keys}))`,
  // By the SELECT alone the columns would have no types.
  stageTable: `CREATE TABLE ${scratchAlias}.{table} ({columns}); INSERT INTO ${scratchAlias}.{table} {select}`,
  // A subquery without it is merged into the one around it, and what it computes is computed at every use.
  fence: 'LIMIT -1',
  analyze: `CREATE INDEX ${scratchAlias}.{index} ON {table} ({keys})`,
}
