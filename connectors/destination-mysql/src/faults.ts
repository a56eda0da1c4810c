import { errorMessage, type ErrorCode } from '@revetl/sdk'
import { errorCodeOf, type FaultKind, type SqlFaults } from '@revetl/sdk/sql'

/** How errors of MariaDB and MySQL are told apart. */
export const faults: SqlFaults = {
  kindOf: faultKind,
  isConnectionLost,
  grantHint:
    'Grant select, insert, update and delete on it, as the mode needs, and create temporary tables on its database.',
}

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

function stateOf(error: unknown): string {
  const hasState = typeof error === 'object' && error !== null && 'sqlState' in error
  return hasState && typeof error.sqlState === 'string' ? error.sqlState : ''
}

function numberOf(error: unknown): number | undefined {
  const hasNumber = typeof error === 'object' && error !== null && 'errno' in error
  return hasNumber && typeof error.errno === 'number' && error.errno > 0 ? error.errno : undefined
}
