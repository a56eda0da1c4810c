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

/** Sorts an error by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html (read 2026-11-22) */
export function faultKind(error: unknown): FaultKind {
  const code = errorCodeOf(error)
  // A row that row-level security refuses has the code of a missing grant.
  if (code === '42501') return isRowSecurity(error) ? 'record' : 'permission'
  if (/^(22|23|21|44|P0|54)/.test(code)) return 'record'
  if (/^(42|3F|0A|25006|28)/.test(code)) return 'configuration'
  return 'passing'
}

/** Whether the connection is of no more use. */
export function isConnectionLost(error: unknown): boolean {
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

const messageCharsMax = 300

/** The server's message alone: its detail may hold a whole row. */
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
  if (faultKind(error) === 'permission') {
    const hint = 'Grant select, insert, update and delete on it to this user, as the mode needs.'
    return fail('REV_AUTH_SCOPE', hint, 'auth')
  }
  if (faultKind(error) === 'configuration') {
    return fail(
      'REV_CONFIG_INVALID',
      'Check the table, its columns and the mapping.',
      'not-applied',
    )
  }
  return fail('REV_NETWORK_UNREACHABLE', 'Nothing of this was applied; run again.', 'not-applied')
}
