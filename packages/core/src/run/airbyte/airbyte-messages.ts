import { RevError, type Value } from '@revetl/sdk'

/** The levels of Airbyte's log. */
export type AirbyteLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'

/** A message of Airbyte's protocol that a destination prints. */
export type AirbyteMessage = { readonly type: string } & Readonly<Record<string, unknown>>

/** How a stream is to be written. */
export interface ConfiguredStream {
  readonly stream: {
    readonly name: string
    readonly namespace?: string
    readonly json_schema?: { readonly properties?: Readonly<Record<string, unknown>> }
  }
  readonly destination_sync_mode: string
  readonly destination_object_name?: string
  readonly primary_key?: readonly (readonly string[])[]
}

/** The states of a sync as a source sends them; the destination hands them back. */
export interface AirbyteState {
  readonly type?: string
  readonly stream?: { readonly stream_descriptor?: { readonly name?: string } }
  readonly [name: string]: Value | object | undefined
}

/** A line for Airbyte's log. */
export function logMessage(level: AirbyteLevel, message: string): AirbyteMessage {
  return { type: 'LOG', log: { level, message } }
}

/** What Airbyte shows of a failure. */
export function traceMessage(error: RevError, now: number): AirbyteMessage {
  const failure =
    error.kind === 'config'
      ? 'config_error'
      : error.kind === 'environment'
        ? 'transient_error'
        : 'system_error'
  return {
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: now,
      error: {
        message: error.message,
        internal_message: error.code,
        failure_type: failure,
      },
    },
  }
}

/** Reads a configured catalog. @throws `REV_CONFIG_INVALID` */
export function readCatalog(value: unknown): readonly ConfiguredStream[] {
  const streams = (value as { readonly streams?: unknown } | null)?.streams
  if (Array.isArray(streams) && streams.every(isStream)) return streams
  throw new RevError(
    'REV_CONFIG_INVALID',
    'Failed to read the catalog: expected "streams" with a name and a destination_sync_mode each.',
  )
}

function isStream(value: unknown): value is ConfiguredStream {
  const { stream, destination_sync_mode: mode } = (value ?? {}) as Partial<ConfiguredStream>
  return typeof stream?.name === 'string' && typeof mode === 'string'
}
