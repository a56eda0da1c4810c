import type { ErrorCode } from '@revetl/sdk'
import { errorCodeOf, type FaultKind, type SqlFaults } from '@revetl/sdk/sql'

/** How errors of Postgres are told apart. */
export const faults: SqlFaults = {
  kindOf: faultKind,
  isConnectionLost,
  grantHint: 'Grant select, insert, update and delete on it to this user, as the mode needs.',
}

/** Sorts an error by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html (read 2026-11-22) */
export function faultKind(error: unknown): FaultKind {
  const code = errorCodeOf(error)
  // A row that row-level security refuses has the code of a missing grant.
  if (code === '42501') return isRowSecurity(error) ? 'record' : 'permission'
  if (/^(22|23|21|44|P0|54)/.test(code)) return 'record'
  if (/^(42|3F|0A|25006|28)/.test(code)) return 'configuration'
  return 'passing'
}

function isConnectionLost(error: unknown): boolean {
  const code = errorCodeOf(error)
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P|XX)/.test(code)
}

function isRowSecurity(error: unknown): boolean {
  return textOf(error, 'routine') === 'ExecWithCheckOptions'
}

/** A part of what the server says, such as `column` or `constraint`. */
export function textOf(error: unknown, name: string): string | undefined {
  const parts = error as Readonly<Record<string, unknown>> | null
  const text = typeof parts === 'object' ? parts?.[name] : undefined
  return typeof text === 'string' ? text : undefined
}

/** The code of a rejected record. */
export function rejectCode(error: unknown): ErrorCode {
  const code = errorCodeOf(error)
  if (code === '22001') return 'REV_VALUE_TOO_LONG'
  if (code === '23505' || code === '23P01' || code === '21000') return 'REV_RECORD_CONFLICT'
  return code.startsWith('22') ? 'REV_VALUE_INVALID' : 'REV_RECORD_REJECTED'
}

/** Whether another record may satisfy the constraint that refused this one. */
export function isAboutOtherRows(error: unknown): boolean {
  return ['23503', '23505'].includes(errorCodeOf(error))
}
