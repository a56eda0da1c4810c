import type { GatewayCall } from '@revetl/http'
import type { ConnectorMessage } from '@revetl/sdk/protocol'

/** The kinds of calls, as the watchdog tells them apart. */
export type CallKind =
  | 'open'
  | 'check'
  | 'discover'
  | 'describe'
  | 'duckdb_query'
  | 'pushdown'
  | 'read'
  | 'write'
  | 'lookup'
  | 'session'
  | 'close'

/** What a call may do at the gateway, and who hears of it. */
export interface CallTerms {
  readonly kind: CallKind
  /** What the connector's requests on behalf of the call may do. */
  readonly gateway: GatewayCall
  /** The records of a write, of which a body can be made. */
  readonly records?: () => readonly string[]
  /** Takes every message of the call, and the bytes that follow it. @returns whether it was the last one */
  readonly take: (message: ConnectorMessage, bytes: Buffer | undefined) => boolean
}

/** A call that a connector has not answered yet. */
export class PendingCall {
  readonly kind: CallKind
  readonly gateway: GatewayCall
  readonly records: CallTerms['records'] | undefined
  readonly take: CallTerms['take']
  readonly fail: (error: Error) => void
  readonly #silenceMs: number
  #quietSinceMs: number
  #requests = 0

  constructor(
    { kind, gateway, records, take }: CallTerms,
    timing: { readonly silenceMs: number; readonly nowMs: number },
    fail: (error: Error) => void,
  ) {
    this.kind = kind
    this.gateway = gateway
    this.records = records
    this.take = take
    this.fail = fail
    this.#silenceMs = timing.silenceMs
    this.#quietSinceMs = timing.nowMs
  }

  /** A sign of life, or of a pause that the connector announced. */
  heard(nowMs: number, pauseMs = 0): void {
    this.#quietSinceMs = Math.max(this.#quietSinceMs, nowMs + pauseMs)
  }

  /** The host works for the call: that time is not the connector's. */
  requestStarted(): void {
    this.#requests++
  }

  requestEnded(nowMs: number): void {
    this.#requests--
    this.heard(nowMs)
  }

  /** Whether the connector has been silent for too long. */
  isOverdue(nowMs: number): boolean {
    return this.#requests === 0 && nowMs - this.#quietSinceMs > this.#silenceMs
  }

  get silenceMs(): number {
    return this.#silenceMs
  }
}
