import type { Clock, HttpRequest, Logger } from '@revetl/sdk'
import type { Credentials } from '../auth/credentials.ts'
import type { Wire } from '../exchange/wire.ts'
import type { Login } from '../login/login.ts'
import type { ConnectionLimits } from '../limits/limiter-registry.ts'
import type { Claims, ClaimRequest } from '../limits/quota-claims.ts'
import type { GatewayCall } from '../options.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { StatsCounter } from '../stats.ts'

/** What all requests of a gateway share. */
export interface Pipeline {
  readonly connection: string
  readonly wire: Wire
  readonly limits: ConnectionLimits
  readonly claims: (request: ClaimRequest) => Claims
  readonly credentials: Credentials
  /** For requests that ask to be sent without credentials. */
  readonly anonymous: Credentials
  readonly login: Login | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly redact: (text: string) => string
  readonly stats: StatsCounter
  readonly totalMs: number
  readonly patienceMs: number
  readonly responseBytesMax: number
}

/** One request of a connector on its way. */
export interface Work {
  readonly request: HttpRequest
  readonly prepared: PreparedRequest
  readonly call: GatewayCall
  readonly signal: AbortSignal
}
