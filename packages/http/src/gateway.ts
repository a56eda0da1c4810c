import { isRevError, RevError, type HttpRequest, type HttpResponse } from '@revetl/sdk'
import { Agent } from 'undici'
import { authSecrets, staticSignature } from './auth/sign.ts'
import { failureError, requestError } from './attempts/request-error.ts'
import { createConnector } from './egress/connector.ts'
import { egressRules } from './egress/policy.ts'
import { acceptedCodings, decodeBody } from './exchange/decode-body.ts'
import { createDeadlines } from './exchange/deadlines.ts'
import { createResponse } from './exchange/response.ts'
import { statusVerdict } from './exchange/status-verdict.ts'
import { exchange, WireFailure, type Wire, type WireTimes } from './exchange/wire.ts'
import { defaultTimeouts, type Gateway, type GatewayCall, type GatewayOptions } from './options.ts'
import { createRedactor } from './redact/redactor.ts'
import { hostMatcher } from './request/declared-hosts.ts'
import { createFetch } from './request/fetch.ts'
import { createHttpClient } from './request/http-client.ts'
import { prepareRequest } from './request/prepare-request.ts'

/** Creates the gateway of one connection. */
export function createGateway(options: GatewayOptions): Gateway {
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const rules = egressRules(options.egress)
  const isDeclared = hostMatcher(options.hosts)
  const redact = createRedactor([...options.secrets, ...authSecrets(options.auth)])
  const agent = new Agent({
    connect: createConnector({ rules, connectMs: timeouts.connectMs, tls: options.tls ?? {} }),
    allowH2: false,
    pipelining: 1,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.idleBodyMs,
    useMilo: false,
  })
  const bytesMax = options.responseBytesMax ?? 8 * 1024 * 1024
  const deadlines = createDeadlines(options.clock)
  const wire: Wire = { dispatcher: agent, deadlines, clock: options.clock, rawBytesMax: bytesMax }
  const signature =
    options.auth?.kind === 'oauth2' ? staticSignature(undefined) : staticSignature(options.auth)
  let requests = 0

  const send = async (
    call: GatewayCall,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> => {
    requests += 1
    const prepared = prepareRequest(request)
    const { title, url } = prepared
    if (!isDeclared(url)) {
      throw new RevError(
        'REV_NETWORK_FORBIDDEN',
        `Failed to send ${title}: the connector did not declare the host ${url.host}.`,
        { delivery: 'not-sent' },
      )
    }
    rules.checkUrl(url)
    if (call.readOnly && request.method !== 'GET' && request.method !== 'HEAD' && !request.isRead) {
      throw requestError('REV_HTTP_REQUEST', title, 'check and discover must not write', 'not-sent')
    }
    const signed = request.anonymous ? staticSignature(undefined) : signature
    const headers: string[] = []
    const all = {
      'user-agent': 'revetl',
      accept: '*/*',
      'accept-encoding': acceptedCodings,
      ...signed.headers,
      ...prepared.headers,
    }
    for (const [name, value] of Object.entries(all)) headers.push(name, value)
    const times: WireTimes = { sentMs: undefined, answeredMs: undefined }
    const path =
      signed.query === ''
        ? prepared.path
        : `${prepared.path}${url.search === '' ? '?' : '&'}${signed.query}`
    const answer = await exchange(
      wire,
      {
        origin: url.origin,
        path,
        method: request.method,
        headers,
        body: prepared.body,
        totalMs: request.timeoutMs ?? timeouts.totalMs,
        signal,
        onSend: call.onSend ?? (() => {}),
      },
      times,
    ).catch((error: unknown) => {
      if (!(error instanceof WireFailure)) throw error
      if (isRevError(error.cause)) throw error.cause
      throw failureError(title, error)
    })
    const { status } = answer
    const verdict = statusVerdict(status, 'retry-after' in answer.headers)
    switch (verdict) {
      case 'answer': {
        if (answer.bodyFailure) throw failureError(title, answer.bodyFailure)
        const bytes = await decodeBody(
          answer.raw,
          answer.headers['content-encoding'],
          bytesMax,
        ).catch((cause: Error) => {
          throw requestError(
            'REV_HTTP_BODY',
            title,
            `the answer cannot be read, ${cause.message}`,
            'unknown',
          )
        })
        return createResponse(title, status, answer.headers, bytes)
      }
      case 'throttled':
        throw requestError('REV_HTTP_THROTTLED', title, 'too many requests', 'throttled')
      case 'auth':
        throw requestError('REV_AUTH_INVALID', title, 'the credentials were refused (401)', 'auth')
      case 'too-large':
        throw requestError('REV_HTTP_TOO_LARGE', title, `it is too large (${status})`, 'too-large')
      case 'redirect':
        throw requestError('REV_HTTP_REDIRECT', title, `it redirects (${status})`, 'unknown')
      default:
        throw requestError('REV_HTTP_STATUS', title, `status ${status}`, 'unknown')
    }
  }

  return {
    client: (call) => ({
      http: createHttpClient((request) => send(call, request, call.signal)),
      fetch: createFetch((request, signal) =>
        send(call, request, signal ? AbortSignal.any([call.signal, signal]) : call.signal),
      ),
    }),
    redact,
    stats: () => ({
      requests,
      attempts: requests,
      retries: 0,
      byStatus: {},
      waitedMs: {},
      bytesSent: 0,
      bytesReceived: 0,
    }),
    [Symbol.asyncDispose]: async () => {
      deadlines[Symbol.dispose]()
      await agent.destroy()
    },
  }
}
