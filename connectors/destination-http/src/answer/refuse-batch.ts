import { rejected, retry, RevError, unknown, type Change, type Outcome } from '@revetl/sdk'
import type { Answered } from './answer.ts'
import type { Reason } from './reason.ts'

/** A batch that the API refused. */
export interface Refusal {
  readonly reason: Reason
  /** What the API says of records that it names. */
  readonly named: ReadonlyMap<string, Outcome>
}

/**
 * The outcomes of a refused batch: the records that the API names are at fault, the others only shared the request.
 * @throws a `RevError` of class `rejected` where nobody is named, so that the host sends parts of the batch.
 */
export function refuseBatch(
  { batch, operation, response }: Answered,
  { reason, named }: Refusal,
): readonly Outcome[] {
  const { isTransient, ...why } = reason
  if (isTransient) {
    return batch.changes.map((change) => retry(change, { message: why.message, scope: 'quota' }))
  }
  const code = response.status === 409 ? 'REV_RECORD_CONFLICT' : 'REV_RECORD_REJECTED'
  const [first] = batch.changes
  if (batch.changes.length === 1 && first !== undefined) {
    return [named.get(first.id) ?? rejected(first, { ...why, code })]
  }
  if (named.size === 0 && operation.atomicity !== 'none') {
    throw new RevError(code, `Failed to ${batch.operation} ${batch.object.name}: ${why.message}`, {
      delivery: 'rejected',
    })
  }
  const other = (change: Change) =>
    operation.atomicity === 'none'
      ? unknown(change, { message: why.message })
      : retry(change, { message: 'Another record of the request was refused.', scope: 'batch' })
  return batch.changes.map((change) => named.get(change.id) ?? other(change))
}
