import type { OperationName, Quota } from '@revetl/sdk'
import type { OperationPlan } from '../deliver/operation-plan.ts'

/** How many requests a plan takes at least. Pure. */
export function requestsOf(
  counts: Readonly<Partial<Record<OperationName, number>>>,
  plans: ReadonlyMap<OperationName, OperationPlan>,
): number {
  return [...plans].reduce(
    (sum, [name, { limits }]) => sum + Math.ceil((counts[name] ?? 0) / limits.recordsMax),
    0,
  )
}

/** How long so many requests and records take when only the declared windows bound them, in seconds. Pure. */
export function secondsAtQuota(
  quotas: readonly Quota[],
  amounts: { readonly requests: number; readonly records: number },
): number | undefined {
  const seconds = quotas.flatMap((quota) => {
    if (quota.kind !== 'window' || quota.appliesTo !== undefined || quota.each !== undefined)
      return []
    if (quota.unit !== 'requests' && quota.unit !== 'records') return []
    // What fits into the first window takes no waiting at all.
    const waits = Math.max(0, Math.ceil(amounts[quota.unit] / quota.max) - 1)
    return [(waits * quota.perMs) / 1000]
  })
  return seconds.length === 0 ? undefined : Math.max(...seconds)
}
