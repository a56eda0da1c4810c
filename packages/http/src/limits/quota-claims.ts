import {
  RevError,
  type HttpRequest,
  type Quota,
  type RequestMatch,
  type WindowQuota,
} from '@revetl/sdk'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { LimiterRegistry } from './limiter-registry.ts'
import type { Pause } from './pause.ts'
import type { Slots } from './slots.ts'
import type { Wait } from './wait.ts'
import type { Permit, WindowLimiter } from './window-limiter.ts'

/** What one request takes from one quota. */
export type Claim =
  | { readonly kind: 'units'; readonly take: (wait: Wait) => Permit | Promise<Permit> }
  | { readonly kind: 'slot'; readonly slots: Slots }

/** What one request takes from all quotas that count it. */
export interface Claims {
  readonly claims: readonly Claim[]
  readonly pauses: readonly Pause[]
}

/** A request as quotas see it. */
export interface ClaimRequest {
  readonly prepared: PreparedRequest
  readonly request: HttpRequest
  /** Changes that the call carries. */
  readonly records: number
}

type Rank = (quota: Quota) => number

// The narrowest limit first, so that a long wait holds nothing that others could use; slots last, since only they
// are held until the answer.
const rank: Rank = (quota) => {
  if (quota.kind === 'concurrency') return 2
  if (quota.kind === 'headers') return 1
  return quota.each === 'key' ? Number.NEGATIVE_INFINITY : -quota.perMs
}

/** A quota with its limiter, where that is one for all requests. */
interface BoundQuota {
  readonly quota: Quota
  readonly claim: (request: ClaimRequest) => Claim | undefined
}

/**
 * Says for each request what it takes from which quota.
 * @throws `REV_CONFIG_INVALID` for a quota that could never let anything through.
 */
export function createQuotaClaims(
  quotas: readonly Quota[],
  limiters: LimiterRegistry,
): (request: ClaimRequest) => Claims {
  for (const quota of quotas) checkQuota(quota)
  const bound = [...quotas]
    .sort((a, b) => rank(a) - rank(b))
    .map((quota) => ({ quota, claim: bindClaim(quota, limiters) }))
  const sharedPauses = new Map<string, readonly Pause[]>()
  return (request) => {
    const matched = bound.filter(({ quota }) => counts(quota.appliesTo, request.prepared))
    const name =
      matched.length === bound.length ? '' : matched.map((one) => bound.indexOf(one)).join()
    let pauses = sharedPauses.get(name)
    if (pauses === undefined) {
      pauses = pausesOf(matched, limiters)
      sharedPauses.set(name, pauses)
    }
    return { claims: claimAll(matched, request), pauses }
  }
}

function claimAll(matched: readonly BoundQuota[], request: ClaimRequest): Claim[] {
  const claims: Claim[] = []
  for (const { claim } of matched) {
    const one = claim(request)
    if (one !== undefined) claims.push(one)
  }
  return claims
}

/** In one order for everybody, so that two requests never wait for each other's probe. */
function pausesOf(matched: readonly BoundQuota[], limiters: LimiterRegistry): readonly Pause[] {
  const ids = new Set(matched.map(({ quota }) => quota.id))
  return [...ids].sort().map((id) => limiters.pause(id))
}

function bindClaim(quota: Quota, limiters: LimiterRegistry): BoundQuota['claim'] {
  switch (quota.kind) {
    case 'concurrency': {
      const claim: Claim = { kind: 'slot', slots: limiters.concurrency(quota) }
      return () => claim
    }
    case 'headers': {
      const limiter = limiters.learned(quota)
      const claim: Claim = { kind: 'units', take: (wait) => limiter.take(wait) }
      return () => claim
    }
    case 'window': {
      const shared = quota.each === 'key' ? undefined : limiters.window(quota, '')
      return (request) =>
        claimUnits(quota, request, shared ?? limiters.window(quota, request.request.quotaKey ?? ''))
    }
  }
}

function claimUnits(
  quota: WindowQuota,
  request: ClaimRequest,
  limiter: WindowLimiter,
): Claim | undefined {
  const units = unitsOf(quota.unit, request)
  if (units === 0) return undefined
  if (units > limiter.max) throw neverFits(request.prepared.title, quota, units)
  return { kind: 'units', take: (wait) => limiter.take(units, wait) }
}

function unitsOf(
  unit: 'requests' | 'bytes' | 'cost' | 'records',
  { prepared, request, records }: ClaimRequest,
): number {
  switch (unit) {
    case 'requests':
      return 1
    case 'bytes':
      return prepared.bodyBytes
    case 'cost':
      return wholeUnits(prepared.title, unit, request.cost ?? 1)
    case 'records':
      return wholeUnits(prepared.title, unit, request.records ?? records)
  }
}

function wholeUnits(title: string, unit: string, units: number): number {
  if (Number.isFinite(units) && units >= 0) return Math.ceil(units)
  throw new RevError(
    'REV_HTTP_REQUEST',
    `Failed to send ${title}: its ${unit} is not a number from 0.`,
    {
      delivery: 'not-sent',
    },
  )
}

function neverFits(title: string, quota: WindowQuota, units: number): RevError {
  // Fewer records make fewer bytes and records, so the host may split; a cost is the connector's to lower.
  const isDivisible = quota.unit === 'bytes' || quota.unit === 'records'
  return new RevError(
    isDivisible ? 'REV_HTTP_TOO_LARGE' : 'REV_HTTP_REQUEST',
    `Failed to send ${title}: it needs ${units} ${quota.unit}. Expected at most ${quota.max}, all that the quota ${quota.id} allows in ${quota.perMs} ms.`,
    { delivery: isDivisible ? 'too-large' : 'not-sent' },
  )
}

function counts(match: RequestMatch | undefined, { method, url }: PreparedRequest): boolean {
  if (match === undefined) return true
  if (match.methods !== undefined && !match.methods.includes(method)) return false
  return match.paths === undefined || match.paths.some((path) => url.pathname.startsWith(path))
}

function checkQuota(quota: Quota): void {
  if (quota.kind === 'headers') return
  const isUsable =
    Number.isSafeInteger(quota.max) &&
    quota.max >= 1 &&
    (quota.kind === 'concurrency' || (Number.isFinite(quota.perMs) && quota.perMs > 0))
  if (isUsable) return
  throw new RevError(
    'REV_CONFIG_INVALID',
    `Failed to read the quota ${quota.id}: expected a whole max of at least 1 and a perMs above 0.`,
  )
}
