import { Agent, ProxyAgent, type buildConnector, type Dispatcher } from 'undici'
import { configError } from '@revetl/sdk'
import type { ProxyOptions, Timeouts, TlsOptions } from '../options.ts'
import { hostMatcher } from '../request/declared-hosts.ts'

/** What the sockets of a gateway are made of. */
export interface DispatcherOptions {
  readonly connector: buildConnector.connector
  readonly timeouts: Timeouts
  readonly tls: TlsOptions
  readonly proxy: ProxyOptions | undefined
  /** Connections to one origin. */
  readonly connectionsMax: number
}

/** Where requests go out: straight, or through the proxy that the operator named. Nothing else decides. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const agent = new Agent({ ...pool(options), connect: options.connector })
  if (options.proxy === undefined) return agent
  const proxied = createProxyAgent(options, options.proxy)
  const isDirect = hostMatcher(options.proxy.except ?? [])
  return agent.compose((dispatch) => (request, handler) => {
    const isPlain = isDirect(new URL(String(request.origin)))
    return isPlain ? dispatch(request, handler) : proxied.dispatch(request, handler)
  })
}

function pool({ timeouts, connectionsMax }: DispatcherOptions): Agent.Options {
  return {
    connections: connectionsMax,
    // With HTTP/2 the number of connections no longer bounds the requests under way.
    allowH2: false,
    pipelining: 1,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.idleBodyMs,
    // Otherwise an environment variable would choose the parser.
    useMilo: false,
  }
}

function createProxyAgent(options: DispatcherOptions, proxy: ProxyOptions): ProxyAgent {
  const url = URL.parse(proxy.url)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw configError(
      'Failed to read the proxy: expected an http:// or https:// URL without credentials.',
    )
  }
  return new ProxyAgent({
    ...pool(options),
    uri: url.href,
    ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    // Only a tunnel tells a refusal of the proxy from an answer of the destination.
    proxyTunnel: true,
    requestTls: { ...(options.tls as object), rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    proxyTls: {
      ...(options.tls as object),
      rejectUnauthorized: true,
      timeout: options.timeouts.connectMs,
    },
  })
}
