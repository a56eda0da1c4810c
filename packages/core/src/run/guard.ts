import type { Difference } from '../diff/local-diff.ts'
import type { Guard, SyncMode } from '../project.ts'

/** Why a plan must be confirmed. */
export interface GuardStop {
  readonly code: 'REV_GUARD_EMPTY' | 'REV_GUARD_REMOVALS'
  readonly message: string
}

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
    leaving,
    isPartial,
  }: Pick<Difference, 'rowsRead' | 'delivered' | 'leaving' | 'isPartial'>,
): GuardStop | undefined {
  // Models of events are often empty; an empty window takes nothing away.
  if (rowsRead === 0 && !isPartial && delivered > 0 && mode !== 'append' && mode !== 'create') {
    return {
      code: 'REV_GUARD_EMPTY',
      message: `The model came back empty, although ${delivered} records had been delivered. Nothing was sent.`,
    }
  }
  const { removalsMin, removalsPercentMax } = guard
  if (leaving > removalsMin && leaving * 100 > delivered * removalsPercentMax) {
    return {
      code: 'REV_GUARD_REMOVALS',
      message: `The run would remove ${leaving} of ${delivered} records, more than the ${removalsPercentMax} % that the guard allows. Nothing was sent.`,
    }
  }
  return undefined
}
