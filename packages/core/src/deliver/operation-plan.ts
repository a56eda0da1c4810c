import type { BatchLimits, OperationName } from '@revetl/sdk'

/** One operation of a run with everything that delivery has to know of it. */
export interface OperationPlan {
  readonly name: OperationName
  readonly limits: BatchLimits
  readonly resend: 'safe' | 'key' | 'reconcile' | 'unsafe'
  readonly matchOn: readonly string[]
  /** What happens to changes whose fate is unknown. */
  readonly onAmbiguous: 'retry' | 'reconcile' | 'hold'
  readonly inFlightMax: number
  /** How long a lookup may miss what was written. */
  readonly visibleAfterMs: number
}
