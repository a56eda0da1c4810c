import type { PushdownDialect } from '@revetl/sdk'

/**
 * Compares by bytes and does not fill with spaces. Each server takes the comment that is for it and skips the other:
 * https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/comment-syntax (read 2026-11-27),
 * https://dev.mysql.com/doc/refman/8.0/en/comments.html (from memory, to be confirmed).
 */
export const exactCollation = 'collate /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */'

/**
 * Characters of a text in a key. Beyond 512 it would become a blob inside a join, where it cannot be hashed; and a join
 * keeps room for the longest one with each row.
 */
export const keyCharsMax = 255

/** The SQL of MariaDB and MySQL. */
export const mysqlDialect: PushdownDialect = {
  quote: '`',
  // NO_BACKSLASH_ESCAPES is the server's to set, since the SQL of a model may count on it.
  literals: 'hex',
  // A schema is a database.
  scratch: 'schema',
  types: {
    integer: 'bigint',
    number: 'double',
    // As words: a literal of the canonical text is no number.
    boolean: 'varchar(5) character set ascii',
    text: `longtext character set utf8mb4 ${exactCollation}`,
    keyText: `varchar(${keyCharsMax}) character set utf8mb4 ${exactCollation}`,
    print: 'char(32) character set ascii',
  },
  createTable: 'create table {table} ({columns}, key rev_keys ({keys})) engine = InnoDB',
  logTable: 'create table if not exists {table} ({columns}, primary key ({keys})) engine = InnoDB',
  // With the columns named, none is a varchar: these together have 65,535 bytes at most.
  stageTable: 'create table {table} ({columns}, key rev_keys ({keys})) engine = InnoDB as {select}',
  // A subquery without it is merged into the one around it, and what it computes is computed at every use.
  fence: 'limit 18446744073709551615',
  analyze: 'analyze local table {table}',
  // An index has 3,072 bytes at most, for all of its columns.
  keyPrefix: '(50)',
}
