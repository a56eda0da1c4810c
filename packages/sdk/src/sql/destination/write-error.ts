import type { ErrorCode } from '../../error-codes.ts'
import { errorMessage, isRevError, RevError, type RevErrorOptions } from '../../errors.ts'
import type { SqlFaults } from './sql-database.ts'

const messageCharsMax = 300

/** What the server says, cut where it is long. Its details are left out: they may hold a whole row. */
export function serverMessage(error: unknown): string {
  const message = errorMessage(error)
  return message.length > messageCharsMax ? `${message.slice(0, messageCharsMax)}…` : message
}

/**
 * The error that ends the run: nothing of the transaction was applied.
 * @returns `REV_AUTH_SCOPE`, `REV_CONFIG_INVALID` or `REV_NETWORK_UNREACHABLE`; an error of rev as it is
 */
export function writeError(error: unknown, what: string, faults: SqlFaults): RevError {
  if (isRevError(error)) return error
  const fail = (code: ErrorCode, options: RevErrorOptions): RevError =>
    new RevError(code, `Failed to write to ${what}: ${serverMessage(error)}.`, {
      cause: error,
      delivery: 'not-applied',
      ...options,
    })
  switch (faults.kindOf(error)) {
    case 'permission':
      return fail('REV_AUTH_SCOPE', { hint: faults.grantHint, delivery: 'auth' })
    case 'configuration':
    // What a record is at fault for has an outcome; here it is the whole table, such as rows that others refer to.
    case 'record':
      return fail('REV_CONFIG_INVALID', { hint: 'Check the table, its columns and the mapping.' })
    default:
      return fail('REV_NETWORK_UNREACHABLE', { hint: 'Nothing of this was applied; run again.' })
  }
}
