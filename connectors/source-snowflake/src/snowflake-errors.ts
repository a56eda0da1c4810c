import { authError, RevError, type ErrorCode, type FilePlace } from '@revetl/sdk'
import { logInHint } from './log-in.ts'
import type { StatementAnswer } from './sql-api.ts'

/** The line that the source writes before the statement of a model. */
export const linesBefore = 1

interface Meaning {
  readonly code: ErrorCode
  readonly hint?: string
}

const again = 'Nothing of this read counts; run again.'
const notFound: Meaning = {
  code: 'REV_MODEL_NOT_FOUND',
  hint: 'Check the name and its capitals, `database` and `schema`, and that the role may use them.',
}
const noWarehouse: Meaning = {
  code: 'REV_AUTH_SCOPE',
  hint: 'Set `warehouse`, grant USAGE on it to the role, and let it resume by itself (AUTO_RESUME).',
}

// Insufficient privileges.
const missingRight = '003001'

// Numbers of the service, as its own drivers know them: constants.go and errors.go of snowflakedb/gosnowflake, and
// network.py of snowflakedb/snowflake-connector-python (read 2026-11-27). Numbers of statements: to be confirmed.
const meaningByCode: Readonly<Record<string, Meaning>> = {
  // Object does not exist or not authorized.
  '002003': notFound,
  '002043': notFound,
  [missingRight]: {
    code: 'REV_AUTH_SCOPE',
    hint: 'Grant SELECT on it, and USAGE on its schema and database, to the role.',
  },
  // No active warehouse selected.
  '000606': noWarehouse,
  // The warehouse cannot be resumed, as where a resource monitor has stopped it.
  '090073': {
    code: 'REV_READ_FAILED',
    hint: 'Ask who looks after the warehouse; a resource monitor may have stopped it.',
  },
  // A view that its tables do not fit any more.
  '002037': {
    code: 'REV_MODEL_SQL',
    hint: 'The view itself fails; query it in Snowflake to see why.',
  },
  // Cancelled, by a client or an administrator.
  '000604': { code: 'REV_READ_FAILED', hint: `The query was stopped in Snowflake. ${again}` },
  // Stopped for its time, or for that of the queue.
  '000630': {
    code: 'REV_READ_FAILED',
    hint: 'Raise `statementTimeoutS` or STATEMENT_TIMEOUT_IN_SECONDS.',
  },
  '000631': {
    code: 'REV_READ_FAILED',
    hint: 'The warehouse was busy for too long; run again, or use a larger one.',
  },
  // The result is no longer kept.
  '000709': { code: 'REV_READ_FAILED', hint: `Snowflake keeps a result for a day. ${again}` },
  // A role or a warehouse that is not there, or that the user does not have.
  '390189': { code: 'REV_AUTH_SCOPE', hint: 'Check `role`, and grant it to the user.' },
  '390201': noWarehouse,
}

// Classes of SQLSTATE: https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27)
const meaningByState: readonly (readonly [RegExp, Meaning])[] = [
  [/^42501/, { code: 'REV_AUTH_SCOPE', hint: 'Grant SELECT on it to the role.' }],
  [/^42S02|^02000/, notFound],
  [/^(42|0A)/, { code: 'REV_MODEL_SQL' }],
  // A value that does not fit its type, a division by zero.
  [/^22/, { code: 'REV_MODEL_SQL', hint: 'The query fails on a row of its data.' }],
  [/^28/, { code: 'REV_AUTH_SCOPE', hint: 'Check `role`, and what it may use.' }],
]

/** The error of an answer that is none of success. */
export function snowflakeError(answer: StatementAnswer, status: number): RevError {
  const { code = '', sqlState = '', message = `status ${status}` } = answer
  const vendorCode = code === '' ? '' : ` (${code})`
  const text = `Failed to read from Snowflake: ${message.trim()}${vendorCode}`
  const { code: kind, hint } = meaningOf(code, sqlState, status)
  const options = hint === undefined ? {} : { hint }
  if (kind === 'REV_AUTH_INVALID') return authError(text, options)
  return new RevError(kind, text, { delivery: 'not-sent', ...options, ...placeOption(message) })
}

/** Whether an error says that an object is not there, or that the role may not do this with it. */
export function isRefusedObject({ code, message }: RevError): boolean {
  return code === 'REV_MODEL_NOT_FOUND' || message.endsWith(`(${missingRight})`)
}

function meaningOf(code: string, sqlState: string, status: number): Meaning {
  const byCode = meaningByCode[code]
  if (byCode) return byCode
  // 390xxx and 394xxx are of tokens and sessions.
  if (status === 401 || /^39[04]\d{3}$/.test(code))
    return { code: 'REV_AUTH_INVALID', hint: logInHint }
  if (status === 403) {
    const hint = 'A network policy of the account or of the user may keep this machine out.'
    return { code: 'REV_AUTH_SCOPE', hint }
  }
  const byState = meaningByState.find(([form]) => form.test(sqlState))
  return byState?.[1] ?? { code: 'REV_READ_FAILED', hint: again }
}

/** `syntax error line 2 at position 7`: lines from 1 with ours before them, positions from 0. */
function placeOption(message: string): { readonly place?: FilePlace } {
  const [, line, position] = /\bline (\d+) at position (\d+)/.exec(message) ?? []
  if (line === undefined || position === undefined || Number(line) <= linesBefore) return {}
  return { place: { file: '', line: Number(line) - linesBefore, column: Number(position) + 1 } }
}
