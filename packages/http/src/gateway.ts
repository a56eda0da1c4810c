import { isRevError, RevError, type HttpRequest, type HttpResponse } from '@revetl/sdk'
import { createPipeline } from './attempts/create-pipeline.ts'
import { runRequest } from './attempts/run-request.ts'
import { authSecrets } from './auth/sign.ts'
import { createConnector } from './egress/connector.ts'
import { createDispatcher } from './egress/dispatcher.ts'
import { egressRules, type EgressRules } from './egress/policy.ts'
import { createDeadlines } from './exchange/deadlines.ts'
import type { Wire } from './exchange/wire.ts'
import {
  defaultTimeouts,
  inFlightMaxDefault,
  responseBytesMaxDefault,
  type Gateway,
  type GatewayCall,
  type GatewayOptions,
  type Transport,
} from './options.ts'
import { graceAfter } from './grace.ts'
import { redactedLogin } from './login/redacted-login.ts'
import { redactError } from './redact/redact-error.ts'
import { createRedactor } from './redact/redactor.ts'
import { createFetch, createHttpClient } from '@revetl/sdk/host'
import { createRequestCheck } from './request/request-check.ts'

// How long a request may go on that stops at the vendor what a stopped call began.
const stopGraceMs = 5_000

/**
 * Creates the gateway of one connection.
 * @throws `REV_CONFIG_INVALID` for hosts, quotas, an egress policy or a proxy that cannot be read; `REV_AUTH_INVALID` for
 * a private key that cannot sign.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const redact = createRedactor([
    ...options.secrets,
    ...authSecrets(options.auth),
    ...(options.proxy?.authorization === undefined ? [] : [options.proxy.authorization]),
  ])
  const rules = egressRules(options.egress)
  const check = createRequestCheck(options.hosts, rules)
  const wire = createWire(options, rules)
  const pipeline = createPipeline({ options, wire, rules, redact })
  const { stats } = pipeline

  const send = async (
    call: GatewayCall,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> => {
    stats.requests += 1
    try {
      return await runRequest(pipeline, { request, prepared: check(call, request), call, signal })
    } catch (error) {
      if (!isRevError(error)) throw error
      const shown = redactError(error, redact)
      // The connector may hide it; whoever runs it is told all the same.
      if (shown.code === 'REV_NETWORK_FORBIDDEN' || shown.code === 'REV_HTTP_REQUEST') {
        options.log.warn(shown.message, { connection: options.connection })
      }
      throw shown
    }
  }
  const sendInGrace = async (call: GatewayCall, request: HttpRequest): Promise<HttpResponse> => {
    using grace = graceAfter(call.signal, options.clock, stopGraceMs)
    return await send(call, request, grace.signal)
  }
  return {
    client: (call) => ({
      http: createHttpClient((request) =>
        request.afterStop === true ? sendInGrace(call, request) : send(call, request, call.signal),
      ),
      fetch: createFetch((request, signal) =>
        send(call, request, AbortSignal.any([call.signal, signal])),
      ),
    }),
    login: pipeline.login && redactedLogin(pipeline.login, redact),
    log: pipeline.log,
    redact,
    stats: stats.snapshot,
    throttle: (afterMs) => pipeline.limits.pause.guess(afterMs),
    [Symbol.asyncDispose]: async () => {
      // A renewal that is cut off after the vendor rotated the token takes the grant with it.
      await pipeline.credentials.settle()
      wire.deadlines[Symbol.dispose]()
      await wire.transport.destroy(new RevError('REV_RUN_CANCELLED', 'The gateway was closed.'))
    },
  }
}

function createWire(options: GatewayOptions, rules: EgressRules): Wire {
  return {
    transport: options.transport ?? createSockets(options, rules),
    deadlines: createDeadlines(options.clock),
    clock: options.clock,
    rawBytesMax: options.responseBytesMax ?? responseBytesMaxDefault,
  }
}

function createSockets(options: GatewayOptions, rules: EgressRules): Transport {
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const tls = options.tls ?? {}
  const { lookup } = options
  const connector = createConnector({
    rules,
    connectMs: timeouts.connectMs,
    tls,
    ...(lookup === undefined ? {} : { lookup }),
  })
  return createDispatcher({
    connector,
    timeouts,
    tls,
    proxy: options.proxy,
    connectionsMax: options.inFlightMax ?? inFlightMaxDefault,
  })
}
