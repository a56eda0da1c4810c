import { RevError } from '@revetl/sdk'
import type { Difference } from '../diff/local-diff.ts'
import type { Sync } from '../project.ts'
import { guardPlan } from './guard.ts'

/** Why a plan may not run; undefined where it may. A plan whose hash was confirmed passes the guard. Pure. */
export function confirmPlan(
  sync: Sync,
  difference: Difference,
  planHash: string | undefined,
): RevError | undefined {
  if (planHash === undefined) return guardPlan(sync.mode, sync.guard, difference)
  if (planHash === difference.hash) return undefined
  return new RevError(
    'REV_PLAN_CHANGED',
    `Failed to run the confirmed plan of ${sync.name}: the data changed since. Expected ${planHash}, got ${difference.hash}. Nothing was sent.`,
    { hint: `Look at \`rev plan ${sync.name}\` again and confirm the new hash.` },
  )
}
