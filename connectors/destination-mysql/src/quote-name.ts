import { RevError } from '@revetl/sdk'
import type { TableName } from '@revetl/sdk/sql'

/**
 * A name as a quoted SQL identifier.
 * @throws `REV_CONFIG_REFERENCE` for a name that MySQL cannot have, so that none is ever cut or changed
 */
export function quoteName(name: string): string {
  const length = Array.from(name).length
  // Names hold no NUL, nothing beyond U+FFFF, and no space at the end: https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names (read 2026-11-27)
  const isPossible = length > 0 && length <= 64 && !/[\0\ud800-\udfff]| $/.test(name)
  if (!isPossible) {
    throw new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to name ${JSON.stringify(name)}: expected 1 to 64 characters up to U+FFFF, without NUL and without a space at the end.`,
      { delivery: 'not-applied' },
    )
  }
  return `\`${name.replaceAll('`', '``')}\``
}

/** The name of a table in SQL. @throws `REV_CONFIG_REFERENCE` for what MySQL cannot hold */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteName(schema)}.${quoteName(table)}`
}

/** A text in SQL, with NO_BACKSLASH_ESCAPES. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
