import { errorMessage, isRevError, RevError, type FilePlace } from '@revetl/sdk'
import { errorCodeOf, notAQuery, placeInSql } from '@revetl/sdk/sql'

const notFound = ['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR', 'ER_NO_DB_ERROR']
const notAllowed = [
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_PROCACCESS_DENIED_ERROR',
]
const writes = ['ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'ER_UNSUPPORTED_PS']
// The class of these is that of a general error, and still they are about the model.
const aboutModel = ['ER_VIEW_INVALID', 'ER_WRONG_FIELD_WITH_GROUP', 'ER_TRUNCATED_WRONG_VALUE']
const timedOut = ['ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT']

/** The error of a model that the server refused or stopped reading. Every error of a read passes here. */
export function modelError(error: unknown, sql?: string): RevError {
  if (isRevError(error)) return error
  const code = errorCodeOf(error)
  const message = errorMessage(error)
  const fail = (kind: RevError['code'], hint?: string): RevError =>
    new RevError(kind, `Failed to read the model: ${message}`, {
      cause: error,
      ...(sql === undefined ? {} : placeOption(message, sql)),
      ...(hint === undefined ? {} : { hint }),
    })
  if (notFound.includes(code)) {
    return fail('REV_MODEL_NOT_FOUND', 'Check the name, and write the database before it.')
  }
  if (notAllowed.includes(code)) return fail('REV_AUTH_SCOPE', 'Grant `select` on it to this user.')
  if (writes.includes(code)) return notAQuery(`it would write (${message})`, { cause: error })
  // Syntax, names and data are the model's; the rest is the server's or the network's.
  if (/^(42|22|21)/.test(stateOf(error)) || aboutModel.includes(code)) return fail('REV_MODEL_SQL')
  if (timedOut.includes(code)) {
    return fail('REV_READ_FAILED', 'Check max_statement_time or max_execution_time of the user.')
  }
  return fail('REV_READ_FAILED', 'Nothing of this read counts; run again.')
}

function stateOf(error: unknown): string {
  const hasState = typeof error === 'object' && error !== null && 'sqlState' in error
  return hasState && typeof error.sqlState === 'string' ? error.sqlState : ''
}

/** The server tells the line, and the text from the fault on, cut after 80 characters. */
function placeOption(message: string, sql: string): { readonly place?: FilePlace } {
  const [, near, line] = /near '([^]*)' at line (\d+)$/.exec(message) ?? []
  if (near === undefined || line === undefined) return {}
  const lineStart = sql.split('\n', Number(line) - 1).join('\n').length
  const at = near === '' ? sql.length : sql.indexOf(near, lineStart)
  if (at < 0) return { place: { file: '', line: Number(line), column: 1 } }
  return { place: placeInSql(sql, Array.from(sql.slice(0, at)).length) }
}
