import { randomUUID } from 'node:crypto'
import { systemClock } from '@revetl/http'
import { errorMessage, isRevError, RevError, type Logger, type RunInfo } from '@revetl/sdk'
import { secretPaths, secretValues } from '@revetl/sdk/host'
import type { InstalledConnector } from '../../connector.ts'
import { openDestination } from '../../host/open-destination.ts'
import { standaloneServices } from '../../host/standalone-services.ts'
import type { OpenDestination } from '../../open-connections.ts'
import { destinationOperations, syncModesOf } from './airbyte-catalog.ts'
import { logMessage, readCatalog, traceMessage, type AirbyteMessage } from './airbyte-messages.ts'
import { AirbyteWriter } from './airbyte-writer.ts'

/** How a destination of rev is run for Airbyte. */
export interface AirbyteOptions {
  readonly connector: InstalledConnector
  /** The folder against which relative paths of the configuration count. */
  readonly projectPath: string
  readonly egressAllow?: readonly string[]
  /** Takes each message, in order. */
  readonly emit: (message: AirbyteMessage) => void
  readonly signal: AbortSignal
}

/** A destination of rev that speaks Airbyte's protocol. Each command resolves with whether it went well. */
export interface AirbyteDestination {
  spec(): Promise<boolean>
  check(config: unknown): Promise<boolean>
  discover(config: unknown): Promise<boolean>
  /** Reads messages line by line; hands a state back when every record before it is delivered or rejected. */
  write(config: unknown, catalog: unknown, lines: AsyncIterable<string>): Promise<boolean>
}

/** Makes a destination of rev one of Airbyte's. */
export function airbyteDestination(options: AirbyteOptions): AirbyteDestination {
  const { connector, emit, signal } = options
  const { manifest } = connector
  const opened = async (config: unknown, work: (open: OpenDestination) => Promise<void>) => {
    try {
      await using destination = await openFor(options, config)
      await work(destination)
      return true
    } catch (error) {
      emit(traceMessage(asRevError(error), systemClock.now()))
      return false
    }
  }
  return {
    spec: async () => {
      emit({
        type: 'SPEC',
        spec: {
          ...documentation(manifest.vendor.docs),
          connectionSpecification: airbyteSchema(manifest.configSchema),
          supportsIncremental: true,
          supported_destination_sync_modes: syncModesOf(manifest),
          protocol_version: '0.18.0',
        },
      })
      return true
    },
    check: async (config) => {
      try {
        await using destination = await openFor(options, config)
        await destination.check(signal)
        emit({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } })
      } catch (error) {
        const message = asRevError(error).message
        emit({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message } })
      }
      return true
    },
    discover: (config) =>
      opened(config, async (destination) => {
        const operations = destinationOperations(manifest, await destination.discover(signal))
        emit({ type: 'DESTINATION_CATALOG', destination_catalog: { operations } })
      }),
    write: (config, catalog, lines) =>
      opened(config, async (destination) => {
        const streams = readCatalog(catalog)
        const writer = new AirbyteWriter({
          destination,
          manifest,
          streams,
          discovered: await destination.discover(signal),
          run: runInfo(),
          emit,
          log: airbyteLog(emit),
          signal,
        })
        await writer.run(lines)
      }),
  }
}

function openFor(
  { connector, projectPath, egressAllow, emit }: AirbyteOptions,
  config: unknown,
): Promise<OpenDestination> {
  const given = config as Readonly<Record<string, unknown>>
  return openDestination(
    {
      name: 'airbyte',
      kind: 'destination',
      connector,
      config: given,
      secrets: secretValues(secretPaths(connector.manifest.configSchema), config),
      place: { file: 'config.json', line: 1, column: 1 },
    },
    standaloneServices({
      projectPath,
      log: airbyteLog(emit),
      ...(egressAllow === undefined ? {} : { egressAllow }),
    }),
  )
}

function airbyteLog(emit: AirbyteOptions['emit']): Logger {
  return {
    debug: (message) => emit(logMessage('DEBUG', message)),
    info: (message) => emit(logMessage('INFO', message)),
    warn: (message) => emit(logMessage('WARN', message)),
    error: (message) => emit(logMessage('ERROR', message)),
  }
}

function runInfo(): RunInfo {
  const startedAt = new Date(systemClock.now()).toISOString()
  return { id: randomUUID(), sync: 'airbyte', startedAt }
}

function documentation(url: string | undefined): { readonly documentationUrl?: string } {
  return url !== undefined && URL.canParse(url) ? { documentationUrl: url } : {}
}

/** Airbyte marks secrets by a word of its own, and reads draft 7. */
function airbyteSchema(schema: Readonly<Record<string, unknown>>): unknown {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) =>
        key === 'x-rev-secret' ? ['airbyte_secret', one] : [key, convert(one)],
      ),
    )
  }
  const { $schema: _dialect, ...rest } = convert(schema) as Readonly<Record<string, unknown>>
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...rest }
}

function asRevError(error: unknown): RevError {
  return isRevError(error) ? error : new RevError('REV_INTERNAL', errorMessage(error))
}
