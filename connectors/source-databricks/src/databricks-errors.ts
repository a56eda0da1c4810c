import { isRevError, RevError, type FilePlace, type HttpResponse } from '@revetl/sdk'
import type { StatementAnswer } from './answers.ts'

const hints: Readonly<Record<string, string>> = {
  REV_MODEL_NOT_FOUND: 'Check the name, `catalog` and `schema`.',
  REV_AUTH_SCOPE:
    'Grant `select` on it, `use schema` and `use catalog` around it, and Can use on the warehouse.',
  REV_READ_FAILED: 'Nothing of this read counts; run again.',
  REV_CONFIG_INVALID: 'Check `warehouseId` and `workspaceUrl`.',
}

function failed(code: RevError['code'], message: string, place?: FilePlace): RevError {
  const hint = hints[code]
  return new RevError(code, `Failed to read from Databricks: ${message}`, {
    delivery: 'not-sent',
    ...(place === undefined ? {} : { place }),
    ...(hint === undefined ? {} : { hint }),
  })
}

/** The error of an answer of the API that is none of the ones that the gateway sorts out. */
export function answerError(answer: HttpResponse): RevError {
  const message = messageOf(answer)
  if (answer.status === 403) return failed('REV_AUTH_SCOPE', message)
  if (answer.status === 400) return failed('REV_CONFIG_INVALID', message)
  return failed('REV_READ_FAILED', message)
}

function messageOf(answer: HttpResponse): string {
  try {
    const body = answer.json()
    const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : ''
    if (typeof said === 'string' && said !== '') return said
  } catch (error) {
    if (!isRevError(error)) throw error
  }
  return `status ${answer.status}`
}

const notFound = new Set(['42P01', '42704', '3F000'])

/**
 * The error of a statement, by its SQLSTATE.
 * @param linesBefore lines that stand before the model in the statement
 * @see https://docs.databricks.com/en/error-messages/sqlstates.html (read 2026-11-27)
 */
export function statementError({ status }: StatementAnswer, linesBefore: number): RevError {
  const message = firstLines(status.error?.message ?? `the statement is ${status.state}`)
  const sqlState = status.sql_state ?? /SQLSTATE: (\w{5})/.exec(message)?.[1] ?? ''
  const place = placeIn(message, linesBefore)
  if (notFound.has(sqlState)) return failed('REV_MODEL_NOT_FOUND', message, place)
  if (sqlState === '42501') return failed('REV_AUTH_SCOPE', message)
  if (/^(42|22|21|0A|38|39|P0)/.test(sqlState)) return failed('REV_MODEL_SQL', message, place)
  return failed('REV_READ_FAILED', message)
}

/** Whether a statement could not be parsed. */
export function isSyntaxError({ status }: StatementAnswer): boolean {
  return (status.error?.message ?? '').includes('[PARSE_SYNTAX_ERROR]')
}

/** Behind it come the plan, the text and what points into it. */
function firstLines(message: string): string {
  return (message.split(/\n\n?(?:== SQL|'|\+- )|;\n/, 1)[0] ?? '').trim()
}

/** `(line 2, pos 7)`, `; line 2 pos 7`: lines from 1 and columns from 0. */
function placeIn(message: string, linesBefore: number): FilePlace | undefined {
  const [, line, column] = /line (\d+),? pos (\d+)/.exec(message) ?? []
  if (line === undefined || column === undefined || Number(line) <= linesBefore) return undefined
  return { file: '', line: Number(line) - linesBefore, column: Number(column) + 1 }
}
