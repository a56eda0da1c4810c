import type { ErrorCode } from '../error-codes.ts'
import { RevError } from '../errors.ts'

/** What names a server can have, and the error of others. */
export interface NameRules {
  /** Bytes of UTF-8. */
  readonly bytesMax: number
  readonly code: ErrorCode
}

/**
 * A name as an identifier of standard SQL, in double quotes.
 * @throws the given code for a name that the server cannot have: it would cut a long one and find another.
 */
export function quoteName(name: string, { bytesMax, code }: NameRules): string {
  const bytes = Buffer.byteLength(name)
  if (bytes === 0 || bytes > bytesMax || name.includes('\0') || !name.isWellFormed()) {
    throw new RevError(
      code,
      `Failed to name ${JSON.stringify(name)}: expected 1 to ${bytesMax} bytes of text without NUL, got ${bytes}.`,
    )
  }
  return `"${name.replaceAll('"', '""')}"`
}
