import type { Change } from '../batch.ts'
import type { ErrorCode } from '../error-codes.ts'
import { retry, type Outcome } from '../outcomes.ts'

/** Outcomes of a batch of which nothing was applied, and which may be sent again. */
export function retryAll(
  changes: readonly Change[],
  code: ErrorCode,
  message: string,
): readonly Outcome[] {
  return changes.map((change) => retry(change, { code, message, scope: 'batch' }))
}

/** Outcomes of a batch whose run was stopped before its commit. */
export function stoppedOutcomes(changes: readonly Change[]): readonly Outcome[] {
  return retryAll(changes, 'REV_RUN_CANCELLED', 'The run was stopped before the commit.')
}
