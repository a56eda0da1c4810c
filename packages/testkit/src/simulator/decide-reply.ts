import type { Fault } from './fault.ts'
import { reply, type Reply } from './reply.ts'
import type { SimulatorRequest } from './request.ts'
import type { SimulatorOptions } from './simulator-options.ts'

/** What the vendor says before it looks at the content; `undefined` where it goes on to do so. */
export function decideReply(
  { errors, isAuthorized = () => true, quotas = [] }: SimulatorOptions,
  request: SimulatorRequest,
  fault: Fault | undefined,
  throttle: () => Reply | undefined,
): Reply | undefined {
  if (fault?.kind === 'redirect') {
    return reply(fault.status ?? 302, undefined, { location: fault.location })
  }
  if (fault?.kind === 'unauthorized' || !isAuthorized(request)) return errors.unauthorized(request)
  const throttled = throttle()
  if (throttled) return throttled
  switch (fault?.kind) {
    case 'throttle': {
      const quota = quotas[0] ?? { name: 'requests', max: 0, perMs: 1000 }
      const answer = errors.throttled(quota, quota.perMs)
      const { 'retry-after': _own, ...others } = answer.headers ?? {}
      const asked = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
      return { ...answer, headers: { ...others, ...asked } }
    }
    case 'forbidden':
      return errors.forbidden?.(request) ?? forbidden(request)
    case 'too-large':
      if (Buffer.byteLength(request.text) <= fault.bytesMax) return undefined
      return reply(fault.status ?? 413, { message: 'The request is too large.' })
    default:
      return undefined
  }
}

/** Whether the vendor never gets to apply the request. */
export function isBefore(fault: Fault | undefined): boolean {
  return fault !== undefined && 'when' in fault && fault.when !== 'after'
}

/** Whether a refusal is not in the vendor's own words. */
export function isInFront(
  { errors }: SimulatorOptions,
  fault: Fault | undefined,
  refusal: Reply | undefined,
): boolean {
  if (refusal === undefined) return false
  if (fault?.kind === 'forbidden') return errors.forbidden === undefined
  return fault?.kind === 'redirect' || fault?.kind === 'too-large'
}

function forbidden({ method, path }: SimulatorRequest): Reply {
  return reply(403, { message: `The permission to ${method} ${path} is missing.` })
}
