import { Code, ConnectError } from '@connectrpc/connect'
import { isRevError, type RevError } from '@revetl/sdk'
import { loginFailure, readFailure } from '../bigquery-errors.ts'

const codeByStatus: Readonly<Partial<Record<Code, RevError['code']>>> = {
  [Code.PermissionDenied]: 'REV_AUTH_SCOPE',
  [Code.Unavailable]: 'REV_NETWORK_UNREACHABLE',
  [Code.DeadlineExceeded]: 'REV_NETWORK_UNREACHABLE',
}

const checkEndpoint = 'Check `storageEndpoint`, and that this machine reaches it.'

const hints: Readonly<Partial<Record<Code, string>>> = {
  [Code.PermissionDenied]:
    'Grant BigQuery Read Session User (`roles/bigquery.readSessionUser`) on the project, or set `bulkReads: never`.',
  [Code.Unavailable]: checkEndpoint,
  [Code.DeadlineExceeded]: checkEndpoint,
}

/** The error of whatever failed at the Storage Read API or on the way to it. */
export function grpcError(error: unknown, step: 'open' | 'read'): RevError {
  if (isRevError(error)) return error
  const { code, rawMessage } = ConnectError.from(error)
  if (code === Code.Unauthenticated) return loginFailure(rawMessage, error)
  const message = step === 'open' ? `no read session was opened: ${rawMessage}` : rawMessage
  // A connection that was good before is no wrong address.
  const isTold = step === 'open' || code === Code.PermissionDenied
  const found = isTold ? codeByStatus[code] : undefined
  return readFailure(found ?? 'REV_READ_FAILED', message, {
    cause: error,
    ...(found === undefined ? {} : { hint: hints[code] }),
  })
}

const brokenCodes: ReadonlySet<Code> = new Set([Code.Unavailable, Code.Unknown, Code.Aborted])

// As the transport says that a stream or its connection ended before its time.
const cutForms = /RST_STREAM|http\/2 stream closed|missing status/

/**
 * Whether a call that failed may be made again, a stream from where it broke. Google's own client resumes after the same:
 * https://github.com/googleapis/google-cloud-python/blob/main/packages/google-cloud-bigquery-storage/google/cloud/bigquery_storage_v1/reader.py (read 2026-11-28)
 */
export function isBroken(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false
  return brokenCodes.has(error.code) || cutForms.test(error.rawMessage)
}
