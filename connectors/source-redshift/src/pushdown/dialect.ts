import type { PushdownDialect } from '@revetl/sdk'

/** Bytes of the longest text that a table can hold: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html (read 2026-11-27) */
export const textBytesMax = 65_535

/** The SQL of Redshift, by its documents. */
export const redshiftDialect: PushdownDialect = {
  quote: '"',
  // As in Postgres 8.0; the connector reads models by the same rule.
  literals: 'backslash',
  scratch: 'schema',
  types: {
    integer: 'bigint',
    number: 'double precision',
    boolean: 'boolean',
    text: `varchar(${textBytesMax})`,
    // There is no type for 128 bits that is read as it was written.
    print: 'varchar(32)',
  },
  // Spaces at the end do not count when texts are compared, and a database can ignore case:
  // https://docs.aws.amazon.com/redshift/latest/dg/r_Examples_with_character_types.html (read 2026-11-27)
  comparedText: 'md5({text})',
  textBytesMax,
  // It gets its statistics by itself: https://docs.aws.amazon.com/redshift/latest/dg/t_Analyzing_tables.html (read 2026-11-27)
  stageTable: 'create table {table} as {select}',
  // A LIMIT or OFFSET would bring every row to the leader node.
  fence: '',
  analyze: '',
}
