import { errorMessage, RevError } from '@revetl/sdk'
import { codeOf } from './connection-errors.ts'

/** The SQL of a model, for the place of an error in it. */
export interface ModelText {
  readonly sql: string
  /** Characters that were put before it in the statement that failed. */
  readonly prefix: string
}

/** The error of a model that Postgres refused or stopped reading. Every error of a read passes here. */
export function modelError(error: unknown, model?: ModelText): RevError {
  if (error instanceof RevError) return error
  const code = codeOf(error)
  const message = errorMessage(error)
  const fail = (kind: RevError['code'], hint?: string): RevError =>
    new RevError(kind, `Failed to read the model: ${message}${placeText(error, model)}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  if (code === '42P01' || code === '3F000') {
    return fail('REV_MODEL_NOT_FOUND', 'Check the name, and write the schema before it.')
  }
  if (code === '42501') {
    return fail('REV_AUTH_SCOPE', 'Grant `select` on it, and `usage` on its schema, to this user.')
  }
  if (code === '25006' || code === '25001') return notAQuery(`it would write (${message})`, error)
  // Syntax, names and data are the model's; the rest is the server's or the network's.
  if (/^(42|22|21|0A|2201|P0|54)/.test(code)) return fail('REV_MODEL_SQL')
  if (code === '57014') return fail('REV_READ_FAILED', 'Check statement_timeout of the role.')
  return fail('REV_READ_FAILED', 'Nothing of this read counts; run again.')
}

/** The error of a model that is something else than one query. */
export function notAQuery(why: string, cause?: unknown): RevError {
  return new RevError('REV_MODEL_NOT_A_QUERY', `Failed to read the model: ${why}.`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'Expected exactly one SELECT, WITH … SELECT, VALUES or TABLE that writes nothing.',
  })
}

const excerptCharsMax = 120

function placeText(error: unknown, model: ModelText | undefined): string {
  const given = typeof error === 'object' && error !== null && 'position' in error
  const position = given ? Number(error.position) : Number.NaN
  if (model === undefined || !(position > 0)) return ''
  return placeIn(model.sql, position - 1 - Array.from(model.prefix).length)
}

/** ` at line:column` with the line and a caret under the place. The offset counts code points, as Postgres does. */
export function placeIn(sql: string, offset: number): string {
  const before = Array.from(sql).slice(0, Math.max(0, offset))
  const lines = before.join('').split('\n')
  const column = Array.from(lines.at(-1) ?? '').length
  const line = Array.from(sql.split('\n')[lines.length - 1] ?? '')
  const from = Math.max(0, column - excerptCharsMax / 2)
  const shown = line
    .slice(from, from + excerptCharsMax)
    .join('')
    .replaceAll('\t', ' ')
  return ` at ${lines.length}:${column + 1}\n  ${shown}\n  ${' '.repeat(column - from)}^`
}
