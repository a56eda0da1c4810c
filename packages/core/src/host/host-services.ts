import type { LimiterRegistry, TokenStore, Transport } from '@revetl/http'
import type { Cache, CheckResult, Clock, Logger } from '@revetl/sdk'

/** How long each kind of call may be silent, in milliseconds, while the host does nothing for it. */
export interface SilenceLimits {
  readonly start: number
  readonly open: number
  readonly check: number
  readonly discover: number
  readonly describe: number
  readonly duckdb_query: number
  readonly pushdown: number
  readonly read: number
  readonly write: number
  readonly lookup: number
  readonly session: number
  readonly close: number
}

/** What a connector in a process of its own may take. */
export interface ChildLimits {
  readonly silenceMs: Partial<SilenceLimits>
  /** The heap of JavaScript, in MiB. */
  readonly heapMegabytes: number
  /** All memory of the process, where the system tells it. */
  readonly memoryBytesMax: number
  /** How often a process that died is started again. */
  readonly restartsMax: number
}

/** What connectors of one project share. */
export interface HostServices {
  readonly projectPath: string
  readonly egressAllow: readonly string[]
  /** Made when the first connector is opened: commands that only look need no limiter. */
  readonly limiters: () => Promise<LimiterRegistry>
  readonly tokens: TokenStore
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly patienceMs: number | undefined
  /** Stands in for the sockets of all connections. */
  readonly transport: Transport | undefined
  /** Bounds of connectors in a child process; the defaults unless given. */
  readonly childLimits?: Partial<ChildLimits>
  /** The durable id map of a connection. */
  readonly cacheOf: (connection: string) => Cache
  /** The account that the last `check` of a connection found. */
  readonly accountOf: (connection: string) => Promise<CheckResult['account'] | undefined>
}
