import type { Clock } from '@revetl/sdk'

/** What the limiters of a process are made of. */
export interface LimiterRegistryOptions {
  readonly clock: Clock
  /** Draws from [0, 1). */
  readonly random: () => number
}

/** The limiters of a process: one for each quota id, whoever spends it. */
export interface LimiterRegistry {
  readonly clock: Clock
}

/** Creates the limiters of a process. */
export function createLimiterRegistry(options: LimiterRegistryOptions): LimiterRegistry {
  return { clock: options.clock }
}
