import { RevError } from '@revetl/sdk'
import type { Difference } from '../diff/local-diff.ts'
import type { Guard, SyncMode } from '../project.ts'

/**
 * Whether a plan must be confirmed before it runs: an empty model where records had been delivered, or too many
 * removals. Invariant 6: nothing is removed without it. Pure.
 */
export function guardPlan(
  mode: SyncMode,
  guard: Guard,
  {
    rowsRead,
    delivered,
    counts,
    hash,
  }: Pick<Difference, 'rowsRead' | 'delivered' | 'counts' | 'hash'>,
): RevError | undefined {
  const hint = `If that is right, run it with --plan ${hash}.`
  // Models of events are often empty; an empty window takes nothing away.
  if (rowsRead === 0 && delivered > 0 && mode !== 'append' && mode !== 'create') {
    return new RevError(
      'REV_GUARD_EMPTY',
      `The model came back empty, although ${delivered} records had been delivered. Nothing was sent.`,
      { hint },
    )
  }
  const { removed } = counts
  const { removalsMin, removalsPercentMax } = guard
  if (removed > removalsMin && removed * 100 > delivered * removalsPercentMax) {
    return new RevError(
      'REV_GUARD_REMOVALS',
      `The run would remove ${removed} of ${delivered} records, more than the ${removalsPercentMax} % that the guard allows. Nothing was sent.`,
      { hint },
    )
  }
  return undefined
}
