import type { WatchedRequest } from '../../simulator/simulator-options.ts'

/** The requests of one write when nothing goes wrong. */
export interface WireShape {
  readonly requests: readonly Pick<WatchedRequest, 'request' | 'applied' | 'reply'>[]
  /** The place of the first request that applies anything. */
  readonly appliesAt: number
}
