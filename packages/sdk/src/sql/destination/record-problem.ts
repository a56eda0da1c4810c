import type { ErrorCode } from '../../error-codes.ts'

/** Why a record cannot be written as it is; `rejected` takes it. */
export interface RecordProblem {
  readonly field?: string
  readonly code: ErrorCode
  readonly message: string
  /** The server's own code. */
  readonly vendorCode?: string
}

/** A problem of one value: `why` goes on after the name of the field, as in `has digits after the point`. */
export function valueProblem(field: string, code: ErrorCode, why: string): RecordProblem {
  return { field, code, message: `${field} ${why}` }
}

/** The problem of a record whose match field is null. */
export function nullMatch(field: string): RecordProblem {
  return valueProblem(field, 'REV_VALUE_INVALID', 'is null, and a row cannot be found by null')
}

/** The problem of records that have different keys for rev, and the same for the columns: 1 and 1.0, or A and a. */
export function twinMatch(matchOn: readonly string[]): RecordProblem {
  const message = `another record of the same batch has the same ${matchOn.join(', ')} for the table`
  return { code: 'REV_RECORD_CONFLICT', message }
}
