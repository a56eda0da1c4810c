import type { HttpClient } from './http-client.ts'
import type { Value } from './values.ts'

/** Time, passed in so that it can be simulated. */
export interface Clock {
  /** Milliseconds since 1970 by the wall clock. */
  now(): number
  /** Milliseconds that never go backwards. */
  monotonicMs(): number
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Structured log lines; values of secrets are masked before they are written. */
export interface Logger {
  debug(message: string, details?: Readonly<Record<string, Value>>): void
  info(message: string, details?: Readonly<Record<string, Value>>): void
  warn(message: string, details?: Readonly<Record<string, Value>>): void
  error(message: string, details?: Readonly<Record<string, Value>>): void
}

/** A durable map of this connection, for vendors without upsert: your key → their id. */
export interface Cache {
  get(keys: readonly string[]): Promise<ReadonlyMap<string, string>>
  set(entries: ReadonlyMap<string, string>): Promise<void>
  delete(keys: readonly string[]): Promise<void>
}

/** The run that a call belongs to. */
export interface RunInfo {
  readonly id: string
  readonly sync: string
  /** When the run started, ISO 8601 in UTC. */
  readonly startedAt: string
}

/** What a connector gets: nothing else is offered, no environment and no file system. */
export interface Context<Config = unknown> {
  readonly config: Config
  /** The project's folder, absolute: relative paths in the configuration count from here. */
  readonly projectPath: string
  readonly http: HttpClient
  /** The same gateway behind the standard signature, for a vendor's own client library. */
  readonly fetch: typeof globalThis.fetch
  readonly log: Logger
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly cache: Cache
}

/** The context of a call that belongs to a run. */
export interface RunContext<Config = unknown> extends Context<Config> {
  readonly run: RunInfo
}
