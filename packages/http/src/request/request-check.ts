import { RevError, type HttpRequest } from '@revetl/sdk'
import { isRead } from '../attempts/resendable.ts'
import type { EgressRules } from '../egress/policy.ts'
import type { GatewayCall } from '../options.ts'
import { hostMatcher } from './declared-hosts.ts'
import { prepareRequest, type PreparedRequest } from './prepare-request.ts'

const originsMax = 1000

/**
 * Checks and encodes requests before anything waits or leaves: their form, the declared hosts, the egress policy,
 * and whether the call may write.
 */
export function createRequestCheck(
  hosts: readonly string[],
  rules: EgressRules,
): (call: GatewayCall, request: HttpRequest) => PreparedRequest {
  const isDeclared = hostMatcher(hosts)
  // The answer depends on nothing but scheme, host and port.
  const passed = new Set<string>()
  const checkOrigin = (prepared: PreparedRequest) => {
    if (passed.has(prepared.url.origin)) return
    if (!isDeclared(prepared.url)) throw undeclared(prepared, hosts)
    rules.checkUrl(prepared.url)
    if (passed.size < originsMax) passed.add(prepared.url.origin)
  }
  return (call, request) => {
    const prepared = prepareRequest(request)
    checkOrigin(prepared)
    if (call.readOnly === true && !isRead({ request })) throw writes(prepared)
    return prepared
  }
}

function undeclared({ title, url }: PreparedRequest, hosts: readonly string[]): RevError {
  return new RevError(
    'REV_NETWORK_FORBIDDEN',
    `Failed to send ${title}: the connector did not declare the host ${url.host}. Expected one of: ${hosts.join(', ') || 'none'}.`,
    { delivery: 'not-sent', hint: 'A connector declares its hosts in `network`.' },
  )
}

function writes({ title }: PreparedRequest): RevError {
  return new RevError(
    'REV_HTTP_REQUEST',
    `Failed to send ${title}: check, discover and what is read back must not write.`,
    { delivery: 'not-sent', hint: 'A request that only reads is marked with `isRead: true`.' },
  )
}
