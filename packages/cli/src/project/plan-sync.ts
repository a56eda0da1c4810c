import type { Engine, PlanOptions, PlanReport } from '@revetl/core'
import { isRevError, type RevError } from '@revetl/sdk'

/** A plan that could not be made. */
interface PlanNotMade {
  readonly sync: string
  readonly status: 'failed'
  readonly error: RevError
}

/** A plan, or why there is none. */
export type PlanResult = PlanReport | PlanNotMade

/** Plans one sync. An error of rev becomes its result, so that the syncs after it are still planned. */
export async function planSync(
  engine: Engine,
  sync: string,
  options: PlanOptions,
): Promise<PlanResult> {
  try {
    return await engine.plan(sync, options)
  } catch (error) {
    if (!isRevError(error)) throw error
    return { sync, status: 'failed', error }
  }
}

/** Why there is no plan; undefined where there is one. */
export function planError(plan: PlanResult): RevError | undefined {
  return 'error' in plan ? plan.error : undefined
}
