import type { LookupFunction } from 'node:net'
import type { Auth, Clock, HttpClient, Logger, Quota } from '@revetl/sdk'
import type { Dispatcher } from 'undici'
import type { TokenStore } from './auth/token-store.ts'
import type { EgressPolicy } from './egress/policy.ts'
import type { Login } from './login/login.ts'
import type { LimiterRegistry } from './limits/limiter-registry.ts'

/** How long each phase of one attempt may take, in milliseconds. None is ever infinite. */
export interface Timeouts {
  /** Name resolution, connection and TLS handshake together. */
  readonly connectMs: number
  /** From the last byte sent to the headers of the answer. */
  readonly headersMs: number
  /** Between two pieces of the answer's body. */
  readonly idleBodyMs: number
  /** From the first byte sent to the last byte received; `timeoutMs` of a request replaces it. */
  readonly totalMs: number
}

/** TLS material that the operator gives; verification itself cannot be switched off. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the public ones, PEM. */
  readonly ca?: string | readonly string[]
  readonly cert?: string
  readonly key?: string
  readonly passphrase?: string
}

/** A proxy that the operator names; the environment's proxy variables are never read. */
export interface ProxyOptions {
  /** `http://` or `https://`, without credentials. */
  readonly url: string
  /** The value of `Proxy-Authorization`, for example `Basic …`. */
  readonly authorization?: string
  /** Hosts that are reached directly; `*.example.com` for any subdomain. */
  readonly except?: readonly string[]
}

/** What carries attempts to the other side: undici's contract, as far as the gateway uses it. */
export type Transport = Pick<Dispatcher, 'dispatch' | 'destroy'>

/** What a gateway is made of. */
export interface GatewayOptions {
  /** The connection's name, for messages and for what gateways of one connection share. */
  readonly connection: string
  readonly auth?: Auth | undefined
  readonly quotas: readonly Quota[]
  /** The hosts that the connector declared: names, `*.example.com` for any subdomain, with or without `:port`. */
  readonly hosts: readonly string[]
  readonly egress: EgressPolicy
  /** One per process, shared by all gateways. */
  readonly limiters: LimiterRegistry
  readonly tokens: TokenStore
  /** Values that must not appear in any message. */
  readonly secrets: readonly string[]
  readonly clock: Clock
  /** Draws from [0, 1). */
  readonly random: () => number
  readonly log: Logger
  /** The longest that one request waits for quotas and Retry-After in memory. Default 600,000. */
  readonly patienceMs?: number
  readonly timeouts?: Partial<Timeouts>
  /** The ceiling of adaptive concurrency. Default 64. */
  readonly inFlightMax?: number
  /** The largest answer after decoding. Default 8 MiB. */
  readonly responseBytesMax?: number
  readonly tls?: TlsOptions
  readonly proxy?: ProxyOptions
  /** Name resolution; the system's unless given. Its answers are judged by the egress policy all the same. */
  readonly lookup?: LookupFunction
  /**
   * Stands in for the gateway's own sockets, and so for name resolution, TLS and the check of the address that is
   * connected to: whoever gives it answers for where requests go.
   */
  readonly transport?: Transport
}

/** What the gateway must know of one call into a connector. */
export interface GatewayCall {
  readonly signal: AbortSignal
  /** Whether a write may be sent again when its fate is unknown. A request can say otherwise for itself. */
  readonly resendable: boolean
  /** Refuses whatever may write: during `check` and `discover`, and while records are read back. */
  readonly readOnly?: boolean
  /** How many changes the call carries, for `records` quotas. */
  readonly records?: number
  /** A write that carries this key in a header may be sent again even where the call is not resendable. */
  readonly idempotencyKey?: string
  /** Called right before a request is handed to the socket, once for each attempt. */
  readonly onSend?: () => void
  /**
   * Called when a write may have been applied and is not answered: what a later try of the same request is answered says
   * nothing of that one.
   */
  readonly onDoubt?: () => void
}

/** Both faces of the gateway for one call. */
export interface GatewayClient {
  readonly http: HttpClient
  readonly fetch: typeof globalThis.fetch
}

/** What a gateway has done so far. */
export interface GatewayStats {
  /** Requests that connectors asked for. */
  readonly requests: number
  /** Requests on the wire, retries included. */
  readonly attempts: number
  readonly retries: number
  /** Answers by class: `2xx`, `4xx`, …; `none` for attempts without an answer. */
  readonly byStatus: Readonly<Record<string, number>>
  /** Milliseconds that requests waited, by quota id; by the connection's name for what is no quota's. */
  readonly waitedMs: Readonly<Record<string, number>>
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** The one way out for the traffic of a connection. */
export interface Gateway extends AsyncDisposable {
  /** The clients of one call. */
  client(call: GatewayCall): GatewayClient
  /** How users log in to the connection; absent where its credentials stand in the configuration, or it has none. */
  readonly login: Login | undefined
  /** The log that was given, with every known secret of this connection masked in its lines. */
  readonly log: Logger
  /** Masks every known secret of this connection in a text. */
  redact(text: string): string
  stats(): GatewayStats
  /**
   * A connector read "come back later" out of an answer whose status did not say so (`retry` with scope `quota`):
   * the whole connection waits `afterMs`, and at least its own backoff; twice as long each time that it goes on.
   */
  throttle(afterMs: number | undefined): void
}

/** The defaults of every phase. */
export const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  headersMs: 60_000,
  idleBodyMs: 30_000,
  totalMs: 120_000,
}

/** The largest answer after decoding. */
export const responseBytesMaxDefault = 8 * 1024 * 1024

/** The largest answer after decoding that a request may ask for: what fits into one line to a child process. */
export const answerBytesMaxHighest = 40 * 1024 * 1024

/** Requests under way at once, where nothing says otherwise. */
export const inFlightMaxDefault = 64
