import type { Logger } from '@revetl/sdk'
import {
  createGateway,
  createLimiterRegistry,
  createMemoryTokenStore,
  systemClock,
  type Gateway,
  type GatewayCall,
  type GatewayOptions,
} from '../../src/index.ts'

/** A log that keeps its lines. */
export function keptLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (message: string, details?: unknown) =>
    void lines.push(details === undefined ? message : `${message} ${JSON.stringify(details)}`)
  return { lines, debug: write, info: write, warn: write, error: write }
}

/** A gateway for a server on the loopback, with what the test says otherwise. */
export function localGateway(options: Partial<GatewayOptions> = {}): Gateway {
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  return createGateway({
    connection: 'test',
    quotas: [],
    hosts: ['127.0.0.1'],
    egress: { allow: ['127.0.0.1/32'] },
    limiters: createLimiterRegistry({ clock, random }),
    tokens: createMemoryTokenStore(),
    secrets: [],
    clock,
    random,
    log: keptLog(),
    ...options,
  })
}

/** A call of an operation whose writes may be sent twice, unless said otherwise. */
export function call(options: Partial<GatewayCall> = {}): GatewayCall {
  return { signal: new AbortController().signal, resendable: true, ...options }
}
