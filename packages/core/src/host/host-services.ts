import type { LimiterRegistry, TokenStore, Transport } from '@revetl/http'
import type { Cache, CheckResult, Clock, Logger } from '@revetl/sdk'
import type { ChildLimitOptions } from '../child-limits.ts'

/** What connectors of one project share. */
export interface HostServices {
  readonly projectPath: string
  readonly egressAllow: readonly string[]
  readonly limiters: LimiterRegistry
  readonly tokens: TokenStore
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly patienceMs: number | undefined
  /** Stands in for the sockets of all connections. */
  readonly transport: Transport | undefined
  /** Bounds of connectors in a child process; the defaults unless given. */
  readonly childLimits?: ChildLimitOptions
  /** The durable id map of a connection. */
  readonly cacheOf: (connection: string) => Cache
  /** The account that the last `check` of a connection found. */
  readonly accountOf: (connection: string) => Promise<CheckResult['account'] | undefined>
}
