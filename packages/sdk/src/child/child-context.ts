import type { Cache, Clock, Logger, RunContext, RunInfo } from '../context.ts'
import { createFetch } from '../http/create-fetch.ts'
import { createHttpClient } from '../http/create-http-client.ts'
import { systemClock } from '../system-clock.ts'
import type { CallTarget, ChildGateway } from './child-gateway.ts'
import type { ChildPort } from './child-port.ts'

/** One call of the host that is under way. */
export interface CallScope extends CallTarget {
  readonly signal: AbortSignal
  readonly run: RunInfo
}

/** What a connection has in common for all its calls. */
export interface OpenConfig {
  readonly config: unknown
  readonly projectPath: string
}

// Shorter ones end before any watchdog looks.
const toldSleepMsMin = 1000

/** The context of one call: the connector's only way out of this process. */
export function childContext(
  port: ChildPort,
  gateway: ChildGateway,
  { config, projectPath }: OpenConfig,
  scope: CallScope,
): RunContext {
  const { call, signal, run } = scope
  return {
    config,
    projectPath,
    http: createHttpClient((request) => gateway.http(scope, request, signal)),
    fetch: createFetch((request, other) =>
      gateway.http(scope, request, AbortSignal.any([signal, other])),
    ),
    log: childLog(port),
    signal,
    clock: childClock(port, call),
    cache: childCache(gateway),
    run,
  }
}

/** A log whose lines the host masks and writes. */
export function childLog(port: ChildPort): Logger {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error'): Logger['info'] =>
    (message, details) =>
      port.send({
        type: 'log',
        level,
        message,
        ...(details === undefined ? {} : { details: { ...details } }),
      })
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

function childClock(port: ChildPort, call: number): Clock {
  return {
    ...systemClock,
    sleep: (ms, signal) => {
      if (ms > toldSleepMsMin && Number.isFinite(ms)) port.send({ type: 'wait', call, ms })
      return systemClock.sleep(ms, signal)
    },
  }
}

function childCache(gateway: ChildGateway): Cache {
  return {
    get: (keys) => gateway.cache({ operation: 'get', keys: [...keys] }),
    set: async (entries) => {
      await gateway.cache({ operation: 'set', entries: Object.fromEntries(entries) })
    },
    delete: async (keys) => {
      await gateway.cache({ operation: 'delete', keys: [...keys] })
    },
  }
}
