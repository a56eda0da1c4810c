import path from 'node:path'
import {
  createGateway,
  createLimiterRegistry,
  createMemoryTokenStore,
  systemClock,
  type GatewayCall,
  type GatewayOptions,
  type GatewayStats,
  type LimiterRegistry,
  type TokenStore,
} from '@revetl/http'
import type {
  Cache,
  CheckResult,
  Clock,
  Context,
  Destination,
  Quota,
  RunContext,
  Source,
} from '@revetl/sdk'
import { configJsonSchema, secretPaths, secretValues, validateConfig } from '@revetl/sdk/host'
import { captureLog, type LogLine } from './captured-log.ts'
import { memoryCache } from './memory-cache.ts'

/** How a connector is opened for a test. */
export interface ConnectionOptions {
  /** As a project file has it; it goes through the connector's own schema. */
  readonly config: unknown
  /** The folder against which relative paths count; default the process's own. */
  readonly projectPath?: string
  /** Address ranges that the egress policy lets through besides public ones, such as `127.0.0.1/32`. */
  readonly egressAllow?: readonly string[]
  /** The account that quotas are asked for; default none, as before the first `check`. */
  readonly account?: CheckResult['account']
  readonly clock?: Clock
  /** Uniform in [0, 1), for the jitter of waits. */
  readonly random?: () => number
  readonly cache?: Cache
  /** Limits instead of those that the definition declares. */
  readonly quotas?: readonly Quota[]
  /** Give the same ones to several connections of one account; default new ones. */
  readonly limiters?: LimiterRegistry
  /** Give the same one to two connections to outlive the first; default a new one. */
  readonly tokens?: TokenStore
  /** Other settings of the gateway, such as shorter time-outs or a proxy. */
  readonly gateway?: Pick<GatewayOptions, 'timeouts' | 'proxy' | 'tls' | 'patienceMs' | 'lookup'>
}

/** What one call of the connector may do; it cannot be aborted unless a signal is given. */
export type CallOptions = Omit<GatewayCall, 'signal'> & {
  readonly signal?: AbortSignal | undefined
}

/** A configured connector with its gateway. */
export interface Connection<Config> extends AsyncDisposable {
  readonly config: Config
  readonly logs: readonly LogLine[]
  context(call: CallOptions): RunContext<Config>
  stats(): GatewayStats
  redact(text: string): string
}

const neverAborted = new AbortController().signal

/** Checks the configuration and opens the gateway, as a host does. @throws `REV_CONFIG_INVALID` */
export async function openConnection<Config>(
  definition: Destination<Config> | Source<Config>,
  options: ConnectionOptions,
): Promise<Connection<Config>> {
  const { clock = systemClock, random = Math.random, cache = memoryCache() } = options
  const projectPath = path.resolve(options.projectPath ?? '.')
  const config = await validateConfig(definition.config, options.config)
  const { hosts } = definition.network
  const captured = captureLog((text) => gateway.redact(text))
  const gateway = createGateway({
    connection: definition.id,
    auth: definition.auth?.(config),
    quotas: options.quotas ?? definition.quotas?.(config, options.account) ?? [],
    hosts: typeof hosts === 'function' ? hosts(config) : hosts,
    egress: { allow: options.egressAllow ?? [] },
    limiters: options.limiters ?? createLimiterRegistry({ clock, random }),
    tokens: options.tokens ?? createMemoryTokenStore(),
    secrets: secretValues(secretPaths(await configJsonSchema(definition)), options.config),
    clock,
    random,
    log: captured.log,
    ...options.gateway,
  })
  const run = { id: 'run-1', sync: 'test', startedAt: new Date(clock.now()).toISOString() }
  const context = ({ signal = neverAborted, ...call }: CallOptions) => {
    const { http, fetch } = gateway.client({ signal, ...call })
    return { config, projectPath, http, fetch, log: captured.log, signal, clock, cache, run }
  }
  return {
    config,
    logs: captured.lines,
    context,
    stats: () => gateway.stats(),
    redact: (text) => gateway.redact(text),
    [Symbol.asyncDispose]: () =>
      closeAll(definition.close, context({ resendable: false }), gateway),
  }
}

async function closeAll<Config>(
  close: ((ctx: Context<Config>) => Promise<void>) | undefined,
  ctx: Context<Config>,
  gateway: AsyncDisposable,
): Promise<void> {
  try {
    await close?.(ctx)
  } finally {
    await gateway[Symbol.asyncDispose]()
  }
}
