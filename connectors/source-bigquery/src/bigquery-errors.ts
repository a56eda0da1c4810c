import { authError, errorMessage, isRevError, RevError, type FilePlace } from '@revetl/sdk'
import { errorCodeOf, notAQuery } from '@revetl/sdk/sql'

/** An error as the REST API has it, also inside of a job. */
export interface ApiError {
  readonly reason?: string
  readonly message?: string
}

// https://cloud.google.com/bigquery/docs/error-messages (read 2026-11-27)
const kindByReason: Readonly<Record<string, RevError['code']>> = {
  invalidQuery: 'REV_MODEL_SQL',
  notFound: 'REV_MODEL_NOT_FOUND',
  accessDenied: 'REV_AUTH_SCOPE',
  bytesBilledLimitExceeded: 'REV_READ_FAILED',
}

const hints: Readonly<Record<string, string>> = {
  REV_MODEL_NOT_FOUND: 'Check the name, the dataset, and `location`.',
  REV_AUTH_SCOPE: 'Grant BigQuery Data Viewer on the data, and BigQuery Job User on the project.',
  REV_READ_FAILED: 'Nothing of this read counts; run again.',
  REV_NETWORK_UNREACHABLE: 'Check `apiEndpoint`, and that this machine reaches it.',
}

/** The error of whatever failed at BigQuery or on the way to it. */
export function bigqueryError(error: unknown): RevError {
  if (isRevError(error)) return error
  const status = statusOf(error)
  const message = firstOf(error)?.message ?? errorMessage(error)
  if (status === 401 || /invalid_grant|Could not load the default credentials/.test(message)) {
    return loginFailure(message, error)
  }
  if (status === undefined && /^E[A-Z]+$/.test(socketCodeOf(error))) {
    return readFailure('REV_NETWORK_UNREACHABLE', message, { cause: error })
  }
  return reasonError(firstOf(error) ?? { message }, error)
}

/** The error of an account that is not known. */
export function loginFailure(message: string, cause: unknown): RevError {
  return authError(`Failed to log in to BigQuery: ${message}`, {
    cause,
    hint: 'Check `credentials` or `accessToken`; a token ends after about an hour.',
  })
}

/** The error of a job, from its reason. */
export function reasonError(
  { reason = '', message = reason }: ApiError,
  cause?: unknown,
): RevError {
  // A query that fails on its data has the same reason as one that cannot be parsed.
  return readFailure(kindByReason[reason] ?? 'REV_READ_FAILED', message, { cause })
}

/** The error of a statement that is no query. */
export function refuseStatement(statementType: string): RevError {
  return notAQuery(`it is ${statementType.toLowerCase().replaceAll('_', ' ')}`)
}

/** The error of a read, its hint from its code where none is given. */
export function readFailure(
  code: RevError['code'],
  message: string,
  {
    cause,
    hint = hints[code],
  }: { readonly cause?: unknown; readonly hint?: string | undefined } = {},
): RevError {
  return new RevError(code, `Failed to read from BigQuery: ${message}`, {
    cause,
    delivery: 'not-sent',
    ...placeOption(message),
    ...(hint === undefined ? {} : { hint }),
  })
}

function firstOf(error: unknown): ApiError | undefined {
  if (typeof error !== 'object' || error === null || !('errors' in error)) return undefined
  return Array.isArray(error.errors) ? (error.errors[0] as ApiError | undefined) : undefined
}

function statusOf(error: unknown): number | undefined {
  const status =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof status === 'number' ? status : undefined
}

/** A failed socket lies behind an error of the HTTP library. */
function socketCodeOf(error: unknown): string {
  const code = errorCodeOf(error)
  if (code !== '' || !(error instanceof Error) || error.cause === undefined) return code
  return socketCodeOf(error.cause)
}

/** `Syntax error: … at [2:3]` */
function placeOption(message: string): { readonly place?: FilePlace } {
  const [, line, column] = /at \[(\d+):(\d+)\]/.exec(message) ?? []
  if (line === undefined || column === undefined) return {}
  return { place: { file: '', line: Number(line), column: Number(column) } }
}
