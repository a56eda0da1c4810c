import { RevError } from '@revetl/sdk'

/**
 * A name as a quoted SQL identifier.
 * @throws `REV_MODEL_NOT_FOUND` for a name that MySQL cannot have, so that none is ever cut or changed
 */
export function quoteIdentifier(name: string): string {
  const length = Array.from(name).length
  // Names hold no NUL, nothing beyond U+FFFF, and no space at the end: https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names (read 2026-11-27)
  const isPossible = length > 0 && length <= 64 && !/[\0\ud800-\udfff]| $/.test(name)
  if (!isPossible) {
    throw new RevError(
      'REV_MODEL_NOT_FOUND',
      `Failed to name ${JSON.stringify(name)}: expected 1 to 64 characters up to U+FFFF, without NUL and without a space at the end.`,
    )
  }
  return `\`${name.replaceAll('`', '``')}\``
}
