import { errorMessage, isRevError, RevError } from '@revetl/sdk'
import { postgresModelError, type ModelText } from '@revetl/sdk/sql'

/** The error of a model that Redshift refused or stopped reading. Every error of a read passes here. */
export function modelError(error: unknown, model?: ModelText): RevError {
  const message = errorMessage(error)
  if (isRevError(error)) return error
  const fail = (code: RevError['code'], hint: string): RevError =>
    new RevError(code, `Failed to read the model: ${message}`, { cause: error, hint })
  // The words of these two errors are from memory and to be confirmed: both have the code of any internal error.
  if (/maximum size .*cursor/i.test(message)) {
    return fail(
      'REV_READ_FAILED',
      'The result is larger than what the nodes of the cluster allow for cursors: select fewer columns or rows, or use larger nodes.',
    )
  }
  if (/fetch size .*exceeds the limit/i.test(message)) {
    return fail('REV_CONFIG_INVALID', 'Set `fetchRows` to what the message allows.')
  }
  return postgresModelError(error, model)
}
