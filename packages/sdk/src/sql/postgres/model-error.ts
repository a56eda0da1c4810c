import { errorMessage, isRevError, RevError, type FilePlace } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import { notAQuery, placeInSql } from '../model-text.ts'

/** The SQL of a model, for the place of an error in it. */
export interface ModelText {
  readonly sql: string
  /** Characters that were put before it in the statement that failed. */
  readonly prefix: string
}

/**
 * The error of a model that a server with the SQLSTATEs of Postgres refused or stopped reading. Every error of a read
 * passes here.
 */
export function postgresModelError(error: unknown, model?: ModelText): RevError {
  if (isRevError(error)) return error
  const code = errorCodeOf(error)
  const message = errorMessage(error)
  const fail = (kind: RevError['code'], hint?: string): RevError =>
    new RevError(kind, `Failed to read the model: ${message}`, {
      cause: error,
      ...placeOption(error, model),
      ...(hint === undefined ? {} : { hint }),
    })
  if (code === '42P01' || code === '3F000') {
    return fail('REV_MODEL_NOT_FOUND', 'Check the name, and write the schema before it.')
  }
  if (code === '42501') {
    return fail('REV_AUTH_SCOPE', 'Grant `select` on it, and `usage` on its schema, to this user.')
  }
  if (code === '25006' || code === '25001')
    return notAQuery(`it would write (${message})`, { cause: error })
  // Syntax, names and data are the model's; the rest is the server's or the network's.
  if (/^(42|22|21|0A|2201|P0|54)/.test(code)) return fail('REV_MODEL_SQL')
  if (code === '57014') return fail('REV_READ_FAILED', 'Check statement_timeout of the role.')
  return fail('REV_READ_FAILED', 'Nothing of this read counts; run again.')
}

function placeOption(error: unknown, model: ModelText | undefined): { readonly place?: FilePlace } {
  const given = typeof error === 'object' && error !== null && 'position' in error
  const position = given ? Number(error.position) : Number.NaN
  if (model === undefined || !(position > 0)) return {}
  return { place: placeInSql(model.sql, position - 1 - Array.from(model.prefix).length) }
}
