import type { AcceptedOperation } from './operation-log.ts'
import type { FaultPlan } from './faults.ts'
import type { QuotaOptions, QuotaReading } from './quota-window.ts'
import type { Reply } from './reply.ts'
import type { SimulatorRequest } from './request.ts'
import type { Route } from './route.ts'
import type { ReplySpoiler } from './spoil-reply.ts'

/** The vendor's own words for what is not about a record. */
export interface VendorErrors {
  unauthorized(request: SimulatorRequest): Reply
  throttled(quota: QuotaOptions, fullForMs: number): Reply
  notFound(request: SimulatorRequest): Reply
  /** A permission is missing; default 403 with a sentence that names it. */
  forbidden?(request: SimulatorRequest): Reply
}

/** A request and what was answered, before any fault. */
export interface Exchange {
  readonly request: SimulatorRequest
  /** The pattern of the route that took it. */
  readonly pattern: string
  readonly reply: Reply
}

/** An answer as it left. */
export interface WatchedReply {
  readonly status: number
  readonly hasBody: boolean
  /** Whether a fault has changed its body. */
  readonly isSpoiled: boolean
}

/** A request as it came, whether a route took it or not. */
export interface WatchedRequest {
  /** Counted from 1. */
  readonly number: number
  readonly request: SimulatorRequest
  readonly atMs: number
  /** What left, faults included; absent where no answer did. */
  readonly reply: WatchedReply | undefined
  /** The vendor's own words, whole and before any fault; absent where something in front of it answered. */
  readonly answer: Reply | undefined
  /** How many operations it had applied when it was answered. */
  readonly applied: number
}

/** A vendor in a few lines. */
export interface SimulatorOptions extends Partial<Omit<ReplySpoiler, 'random'>> {
  readonly routes: readonly Route[]
  readonly errors: VendorErrors
  /** Whether the credentials of a request are good; default yes. */
  readonly isAuthorized?: (request: SimulatorRequest) => boolean
  readonly quotas?: readonly QuotaOptions[]
  /** Headers that tell the quotas on each answer. */
  readonly quotaHeaders?: (quotas: readonly QuotaReading[]) => Readonly<Record<string, string>>
  /** What `GET /__simulator/state` shows of the vendor's state. */
  readonly showState?: () => unknown
  /** How long each answer takes. */
  readonly latencyMs?: number
  /** Decides every draw of the simulator; default 1. */
  readonly seed?: number
  readonly onExchange?: (exchange: Exchange) => void
  /**
   * Answers in the place of the routes, for a vendor that runs as a server of its own: `forwardTo('http://…')`. What
   * the simulator refuses or loses by a fault is not asked for.
   */
  readonly forward?: (request: SimulatorRequest) => Promise<Reply>
}

/** A vendor that runs on 127.0.0.1. */
export interface Simulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string
  readonly faults: FaultPlan
  /** What was applied, in order. */
  readonly log: readonly AcceptedOperation[]
  /** How many requests have come, refused ones included. */
  readonly requestCount: number
  readonly quotas: readonly QuotaReading[]
  /** The most requests that were under way at once. */
  readonly inFlightPeak: number
  /** Tells every request once its answer is decided. @returns what ends it */
  watch(listener: (watched: WatchedRequest) => void): () => void
  /** Counts time by another clock from now on, milliseconds since 1970. */
  useClock(nowMs: () => number): void
  /** Stops or starts refusing requests beyond the quotas. */
  enforceQuotas(isOn: boolean): void
  /** Lets every answer wait. */
  setLatency(ms: number): void
}
