import { RevError } from '@revetl/sdk'
import type { Difference } from '../diff/local-diff.ts'
import type { Sync } from '../project.ts'
import { guardPlan } from './guard.ts'

/** Why a plan may not run; undefined where it may. A plan whose hash was confirmed passes the guard. */
export function confirmPlan(
  sync: Sync,
  difference: Difference,
  confirmed: string | undefined,
): RevError | undefined {
  const guard = guardPlan(sync.mode, sync.guard, difference)
  if (confirmed === undefined && guard === undefined) return undefined
  const { hash } = difference
  if (confirmed === undefined && guard !== undefined) {
    const hint = `If that is right, run it with --plan ${hash}.`
    return new RevError(guard.code, guard.message, { hint })
  }
  if (confirmed === hash) return undefined
  return new RevError(
    'REV_PLAN_CHANGED',
    `Failed to run the confirmed plan of ${sync.name}: the data changed since. Expected ${confirmed}, got ${hash}. Nothing was sent.`,
    { hint: `Look at \`rev plan ${sync.name}\` again and confirm the new hash.` },
  )
}
