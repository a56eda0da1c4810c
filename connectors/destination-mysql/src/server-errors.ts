import { errorMessage, isRevError, RevError, type ErrorCode } from '@revetl/sdk'
import { errorCodeOf } from '@revetl/sdk/sql'

/** What an error of the server is about. */
export type FaultKind =
  /** A value, a constraint, a trigger: the statement without the record may work. */
  | 'record'
  /** The server, the network, another transaction: the same statement may work later. */
  | 'passing'
  | 'permission'
  | 'configuration'

// Codes: https://mariadb.com/docs/server/reference/error-codes and https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html (read 2026-11-27)
const permissions = [
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_PROCACCESS_DENIED_ERROR',
]
// Their class is that of a general error.
const aboutRecord = [
  'ER_NO_DEFAULT_FOR_FIELD',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_NO_PARTITION_FOR_GIVEN_VALUE',
  'ER_CHECK_CONSTRAINT_VIOLATED',
  'ER_CONSTRAINT_FAILED',
  'WARN_DATA_TRUNCATED',
  'ER_INVALID_JSON_TEXT',
  'ER_CANT_CREATE_GEOMETRY_OBJECT',
  'ER_VIEW_CHECK_FAILED',
]

/** Sorts an error by its code and its SQLSTATE. */
export function faultKind(error: unknown): FaultKind {
  const code = errorCodeOf(error)
  const state = stateOf(error)
  if (permissions.includes(code)) return 'permission'
  // A deadlock has the class of a transaction that was rolled back, a lock that is not given that of a general error.
  if (aboutRecord.includes(code) || numberOf(error) === 4025) return 'record'
  if (/^(22|23|44|45)/.test(state)) return 'record'
  return state.startsWith('42') ? 'configuration' : 'passing'
}

/** Whether the connection is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  const isFatal = typeof error === 'object' && error !== null && 'fatal' in error && error.fatal
  return isFatal === true || !/^[0-9A-Z]{5}$/.test(stateOf(error))
}

/** Whether another record may satisfy the constraint that refused this one. */
export function isAboutOtherRows(error: unknown): boolean {
  return ['ER_DUP_ENTRY', 'ER_NO_REFERENCED_ROW_2', 'ER_ROW_IS_REFERENCED_2'].includes(
    errorCodeOf(error),
  )
}

/** The code of a rejected record. */
export function rejectCode(error: unknown): ErrorCode {
  const code = errorCodeOf(error)
  if (code === 'ER_DATA_TOO_LONG') return 'REV_VALUE_TOO_LONG'
  if (code === 'ER_DUP_ENTRY') return 'REV_RECORD_CONFLICT'
  return stateOf(error).startsWith('22') ? 'REV_VALUE_INVALID' : 'REV_RECORD_REJECTED'
}

/** The column that a message names, as in `Column 'name' cannot be null`. */
export function columnOf(error: unknown): string | undefined {
  return /\b(?:column|field) '([^']+)'/i.exec(errorMessage(error))?.[1]
}

/** The number of a server error, for the owner of the data to look up. */
export function vendorCode(error: unknown): string {
  return String(numberOf(error) ?? errorCodeOf(error))
}

const messageCharsMax = 300

/** What the server says, cut where it is long. */
export function serverMessage(error: unknown): string {
  const message = errorMessage(error)
  return message.length > messageCharsMax ? `${message.slice(0, messageCharsMax)}…` : message
}

/** The error that ends the run: nothing of the transaction was applied. */
export function writeError(error: unknown, table: string): RevError {
  if (isRevError(error)) return error
  const fail = (code: ErrorCode, hint: string, delivery: 'auth' | 'not-applied'): RevError =>
    new RevError(code, `Failed to write to ${table}: ${serverMessage(error)}.`, {
      cause: error,
      hint,
      delivery,
    })
  switch (faultKind(error)) {
    case 'permission': {
      const hint =
        'Grant select, insert, update and delete on it, as the mode needs, and create temporary tables on its database.'
      return fail('REV_AUTH_SCOPE', hint, 'auth')
    }
    case 'configuration':
    case 'record':
      return fail(
        'REV_CONFIG_INVALID',
        'Check the table, its columns and the mapping.',
        'not-applied',
      )
    default:
      return fail(
        'REV_NETWORK_UNREACHABLE',
        'Nothing of this was applied; run again.',
        'not-applied',
      )
  }
}

function stateOf(error: unknown): string {
  const hasState = typeof error === 'object' && error !== null && 'sqlState' in error
  return hasState && typeof error.sqlState === 'string' ? error.sqlState : ''
}

function numberOf(error: unknown): number | undefined {
  const hasNumber = typeof error === 'object' && error !== null && 'errno' in error
  return hasNumber && typeof error.errno === 'number' && error.errno > 0 ? error.errno : undefined
}
