import type { Change, OperationName } from '../../batch.ts'
import { ok, retry, skipped, type Outcome } from '../../outcomes.ts'

/** What is known of the row of one record after a write. */
export interface RowFacts {
  readonly wrote: boolean
  /** Whether the row is new; null where the server cannot tell. */
  readonly created?: boolean | null
  /** Whether the row was there before. */
  readonly found: boolean
  /** Whether a row that was there had the same values, byte by byte. */
  readonly same?: boolean | null
}

/** What became of a record that the server did not refuse. */
export function rowOutcome(change: Change, operation: OperationName, row: RowFacts): Outcome {
  if (row.wrote) return writtenOutcome(change, operation, row.created ?? null)
  switch (operation) {
    case 'delete':
      return row.found ? notWritten(change) : ok(change, 'unchanged')
    case 'create':
      return row.found ? skipped(change, 'exists') : notWritten(change)
    default:
      if (row.found) return row.same === true ? ok(change, 'unchanged') : notWritten(change)
      return operation === 'update' ? skipped(change, 'no-match') : notWritten(change)
  }
}

function writtenOutcome(
  change: Change,
  operation: OperationName,
  created: boolean | null,
): Outcome {
  if (operation === 'delete') return ok(change, 'deleted')
  if (created === null) return ok(change, 'written')
  return ok(change, created ? 'created' : 'updated')
}

/** The outcome of a record that is neither written nor there as it should be. */
export function notWritten(change: Change): Outcome {
  const message =
    'The database wrote no row: a trigger may have kept it back, or another session changed it.'
  return retry(change, { message })
}
