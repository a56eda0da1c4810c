import { errorMessage, isRevError, RevError, type FilePlace } from '@revetl/sdk'
import { notAQuery, placeInSql } from '@revetl/sdk/sql'

// Result codes: https://www.sqlite.org/rescode.html (read 2026-11-27)
const code = { error: 1, busy: 5, locked: 6, cantOpen: 14, notADatabase: 26 } as const

function codeOf(error: unknown): number {
  const hasCode = typeof error === 'object' && error !== null && 'errcode' in error
  // The upper bits tell more than is needed here.
  return hasCode && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
}

/** Whether a file is held by another connection. */
export function isBusy(error: unknown): boolean {
  return [code.busy, code.locked].includes(codeOf(error) as 5 | 6)
}

/** Whether a file is not there, or may not be opened. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === code.cantOpen
}

/** The error of a file that cannot be opened. */
export function openError(file: string, error: unknown): RevError {
  if (isMissing(error)) {
    return new RevError('REV_MODEL_NOT_FOUND', `Failed to open ${file}: there is no such file.`, {
      cause: error,
      hint: "Check `path` of the source; it counts from the project's folder. A database in WAL mode also needs its folder to be writable, or its -shm file to be there.",
    })
  }
  if (codeOf(error) === code.notADatabase) {
    const message = `Failed to open ${file}: it is no SQLite database.`
    return new RevError('REV_READ_FAILED', message, { cause: error })
  }
  return readError(error)
}

/** The error of a read that broke. */
export function readError(error: unknown): RevError {
  if (isRevError(error)) return error
  return new RevError('REV_READ_FAILED', `Failed to read the model: ${errorMessage(error)}.`, {
    cause: error,
    ...(isBusy(error)
      ? { hint: 'Another process writes; set busyTimeoutMs, or use WAL mode.' }
      : {}),
  })
}

/** The error of a model that SQLite refused. */
export function modelError(error: unknown, sql: string): RevError {
  if (isRevError(error)) return error
  if (codeOf(error) !== code.error) return readError(error)
  const message = errorMessage(error)
  if (/^(no such table|unknown database)/.test(message)) {
    return new RevError('REV_MODEL_NOT_FOUND', `Failed to read the model: ${message}.`, {
      cause: error,
    })
  }
  const options = { cause: error, ...placeOption(message, sql) }
  return new RevError('REV_MODEL_SQL', `Failed to read the model: ${message}.`, options)
}

/** The error of what is a statement by itself and nothing that can be selected from. */
export function noQueryError(error: unknown): RevError {
  return notAQuery('it is not a query', { cause: error })
}

/** SQLite names the token at fault and not its place: that is known where the token stands there once. */
function placeOption(message: string, sql: string): { readonly place?: FilePlace } {
  const token = /^near "([^]+)": syntax error$/.exec(message)?.[1]
  const at = token === undefined ? -1 : sql.indexOf(token)
  if (token === undefined || at < 0 || sql.indexOf(token, at + 1) >= 0) return {}
  return { place: placeInSql(sql, Array.from(sql.slice(0, at)).length) }
}
