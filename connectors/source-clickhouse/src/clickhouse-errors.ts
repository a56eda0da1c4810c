import { ClickHouseError } from '@clickhouse/client'
import { authError, errorMessage, isRevError, RevError, type FilePlace } from '@revetl/sdk'
import { errorCodeOf, notAQuery } from '@revetl/sdk/sql'

// Names of the server's codes:
// https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp (read 2026-11-27)
const notFound = ['60', '81', '218']
const refusedLogin = ['193', '194', '516']
const accessDenied = '497'
const readonlyMode = '164'
// Time, memory, quotas, a query that was stopped, sockets: the server's matter, and not the model's.
const notTheModel = /^(159|160|201|202|209|210|241|242|252|279|307|394|395|396|425|999)$/

const socketCodes = /^(E[A-Z]+|UND_ERR|ERR_SOCKET)/
const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

/** The error of whatever failed at the server or on the way to it. */
export function clickhouseError(error: unknown): RevError {
  if (isRevError(error)) return error
  const code = codeOf(error)
  const message = errorMessage(error)
  const told = notFound.includes(code) ? withoutGuesses(message) : message
  const fail = (kind: RevError['code'], hint?: string): RevError =>
    new RevError(kind, `Failed to read from ClickHouse: ${told}`, {
      cause: error,
      delivery: 'not-sent',
      ...placeOption(message),
      ...(hint === undefined ? {} : { hint }),
    })
  if (tlsCodes.test(code))
    return fail('REV_HTTP_TLS', 'Set `sslCa` to the authority of the server.')
  if (socketCodes.test(code)) {
    return fail('REV_NETWORK_UNREACHABLE', 'Check `url`, and that the server lets this machine in.')
  }
  if (refusedLogin.includes(code)) {
    return authError(`Failed to log in to ClickHouse: ${message}`, {
      cause: error,
      hint: 'Check `user`, `password` or `accessToken`, and from where the user may connect.',
    })
  }
  if (code === accessDenied) return fail('REV_AUTH_SCOPE', 'Grant SELECT on it to this user.')
  if (code === readonlyMode) return notAQuery(`it would write (${message})`, { cause: error })
  if (notFound.includes(code)) {
    const [, suggestion] = / Maybe you meant ([^?]+)\?/.exec(message) ?? []
    const name = suggestion === undefined ? 'the name' : `the name (${suggestion}?)`
    return fail('REV_MODEL_NOT_FOUND', `Check ${name}, and write the database before it.`)
  }
  if (code === '' || notTheModel.test(code)) {
    return fail('REV_READ_FAILED', 'Nothing of this read counts; run again.')
  }
  return fail('REV_MODEL_SQL')
}

/** The error that the server wrote behind the rows: `Code: 395. DB::Exception: …`; undefined for none. */
export function errorInRows(text: string): RevError | undefined {
  const [, code, message] = /Code: (\d+)\. DB::Exception: ([^]*)/.exec(text) ?? []
  if (code === undefined || message === undefined) return undefined
  return new RevError('REV_READ_FAILED', `Failed to read from ClickHouse: ${firstLine(message)}`, {
    hint: `The server stopped in the middle with code ${code}; nothing of this read counts.`,
  })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text
}

function codeOf(error: unknown): string {
  return error instanceof ClickHouseError ? error.code : errorCodeOf(error)
}

/** What names others than the one that is not there. */
function withoutGuesses(message: string): string {
  return message.replace(/ (Maybe you meant [^?]+\?|In scope )[^]*$/, '')
}

/** The server counts from the line before the model, which is ours. */
function placeOption(message: string): { readonly place?: FilePlace } {
  const [, line, column] = /\(line (\d+), col (\d+)\)/.exec(message) ?? []
  if (line === undefined || column === undefined || Number(line) < 2) return {}
  return { place: { file: '', line: Number(line) - 1, column: Number(column) } }
}
