import type { Sync } from '../../project.ts'
import type { EngineServices } from '../run-scope.ts'

const runsMax = 1000

/** Numbers of runs that ended so short ago that a lookup may miss what they wrote. */
export async function recentRuns(
  { ledger, clock }: EngineServices,
  { name }: Sync,
  visibleAfterMs: number,
): Promise<readonly number[]> {
  if (visibleAfterMs === 0) return []
  const since = clock.now() - visibleAfterMs
  const runs = await ledger.endedRuns(name, 0, runsMax)
  return runs.filter(({ endedAt }) => Date.parse(endedAt) > since).map(({ run }) => run)
}
