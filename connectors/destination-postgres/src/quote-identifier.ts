import { RevError } from '@revetl/sdk'

/**
 * A name as a quoted SQL identifier.
 * @throws `REV_CONFIG_REFERENCE` for a name that Postgres cannot have: it would cut a long one and find another.
 */
export function quoteIdentifier(name: string): string {
  const bytes = Buffer.byteLength(name)
  if (bytes === 0 || bytes > 63 || name.includes('\0') || !name.isWellFormed()) {
    throw new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to name ${JSON.stringify(name)}: expected 1 to 63 bytes of text without NUL, got ${bytes}.`,
    )
  }
  return `"${name.replaceAll('"', '""')}"`
}
