import type { Login } from '@revetl/http'
import type {
  Batch,
  Catalog,
  CheckResult,
  Column,
  DiscoveredTable,
  DiscoverRequest,
  DuckdbQuery,
  FoundRecord,
  LookupRequest,
  ManifestObject,
  ModelRead,
  PushdownDialect,
  PushdownModel,
  PushdownRequest,
  Quota,
  ReadRequest,
  RunInfo,
  SessionInfo,
} from '@revetl/sdk'

/** A source that is ready to be read. */
export interface OpenSource extends AsyncDisposable {
  check(signal: AbortSignal): Promise<CheckResult>
  discover(signal: AbortSignal): Promise<{ readonly tables: readonly DiscoveredTable[] }>
  describe(request: ReadRequest, signal: AbortSignal): Promise<readonly Column[]>
  read(request: ReadRequest, signal: AbortSignal): Promise<ModelRead>
  /** Undefined where the source cannot be read by DuckDB itself; gives undefined for a model that cannot. */
  readonly duckdbQuery:
    | ((request: ReadRequest, signal: AbortSignal) => Promise<DuckdbQuery | undefined>)
    | undefined
  /** Undefined where the source cannot compare inside its database. */
  readonly pushdown: OpenPushdown | undefined
  /** Masks secrets in text that leaves the process. */
  readonly redact: (text: string) => string
  /** How users log in to it, if they do. */
  readonly login?: Login | undefined
}

/** A database that works out by itself which rows can differ. */
export interface OpenPushdown {
  readonly dialect: PushdownDialect
  model(request: PushdownRequest, signal: AbortSignal): Promise<PushdownModel>
  prepare(schema: string, signal: AbortSignal): Promise<void>
  execute(statements: readonly string[], signal: AbortSignal): Promise<void>
}

/** What a call to a destination belongs to. */
export interface CallScope {
  readonly run: RunInfo
  readonly signal: AbortSignal
  /** Whether requests of the call may be sent twice. */
  readonly isResendable: boolean
  /** Whether the gateway refuses whatever may write. */
  readonly isReadOnly?: boolean
  readonly idempotencyKey?: string
  readonly records?: number
  /** Called right before the first byte of a request; what it throws keeps the request from being sent. */
  readonly beforeSend?: () => void
  /** Called when a request may have been applied and is not answered, whatever a later try of it is answered. */
  readonly onDoubt?: () => void
}

/** What a write came to, before anybody judged it. */
export interface WriteAnswer {
  /** Whatever the connector returned; undefined where it threw. */
  readonly outcomes: unknown
  readonly error: unknown
  /** Whether the gateway let a byte out during the call; undefined for connectors that use no gateway. */
  readonly hasSent: boolean | undefined
}

/** A destination that is ready to be written. */
export interface OpenDestination extends AsyncDisposable {
  check(signal: AbortSignal): Promise<CheckResult>
  /** What there is; at least what a request names. */
  discover(signal: AbortSignal, request?: DiscoverRequest): Promise<Catalog>
  /** The static description of an object, or the dynamic one. @throws `REV_CONFIG_REFERENCE` where there is neither. */
  describeObject(name: string): ManifestObject
  write(batch: Batch, scope: CallScope): Promise<WriteAnswer>
  lookup(request: LookupRequest, scope: CallScope): Promise<readonly FoundRecord[]>
  session(step: 'open' | 'commit' | 'abort', info: SessionInfo, scope: CallScope): Promise<void>
  /** Somebody read "come back later" out of an answer: everything on this connection waits so long. */
  throttle(afterMs: number): void
  /** The limits in force, for estimates. */
  readonly quotas: readonly Quota[]
  /** Requests and retries since it was opened. */
  stats(): { readonly requests: number; readonly retries: number }
  readonly redact: (text: string) => string
  /** How users log in to it, if they do. */
  readonly login?: Login | undefined
}
