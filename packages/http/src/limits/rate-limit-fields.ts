import type { HeaderQuota } from '@revetl/sdk'
import type { LearnedLimit } from './learned-limiter.ts'
import { parseStructuredList, type ListItem } from './structured-list.ts'

type NamedHeaders = Extract<HeaderQuota['headers'], { readonly remaining: string }>
type UsageHeader = Extract<HeaderQuota['headers'], { readonly usage: string }>
type Headers = Readonly<Record<string, string>>

/**
 * What the headers of an answer say about a quota.
 * @returns `undefined` where they are absent or malformed: a limit is never guessed.
 */
export function learnedLimit(
  quota: HeaderQuota,
  headers: Headers,
  nowMs: number,
): LearnedLimit | undefined {
  if (quota.headers === 'draft') return draftLimit(headers)
  return 'usage' in quota.headers
    ? usageLimit(quota.headers, quota.perMs, headers)
    : namedLimit(quota.headers, quota.perMs, headers, nowMs)
}

// RateLimit and RateLimit-Policy: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
// (version 10, read 2026-11-22). The tightest policy counts; units other than requests are not ours to count.
function draftLimit(headers: Headers): LearnedLimit | undefined {
  const policies = new Map(
    (parseStructuredList(headers['ratelimit-policy'] ?? '') ?? []).map((item) => [item.name, item]),
  )
  const told = (parseStructuredList(headers['ratelimit'] ?? '') ?? [])
    .map((item) => serviceLimit(item, policies.get(item.name)))
    .filter((limit) => limit !== undefined)
  return told.sort((a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs)[0]
}

function serviceLimit(item: ListItem, policy: ListItem | undefined): LearnedLimit | undefined {
  const unit = policy?.parameters.get('qu') ?? 'requests'
  const remaining = count(item.parameters.get('r'))
  const windowS = count(policy?.parameters.get('w'))
  const resetS = count(item.parameters.get('t')) ?? windowS
  if (unit !== 'requests' || remaining === undefined || resetS === undefined) return undefined
  const limit = count(policy?.parameters.get('q'))
  return {
    remaining,
    resetMs: resetS * 1000,
    ...(limit === undefined ? {} : { limit }),
    ...(windowS === undefined ? {} : { windowMs: windowS * 1000 }),
  }
}

function namedLimit(
  names: NamedHeaders,
  perMs: number | undefined,
  headers: Headers,
  nowMs: number,
): LearnedLimit | undefined {
  const remaining = decimal(headers[names.remaining.toLowerCase()])
  const resetMs = resetOf(names, headers, nowMs) ?? perMs
  if (remaining === undefined || resetMs === undefined) return undefined
  const limit = names.limit === undefined ? undefined : decimal(headers[names.limit.toLowerCase()])
  return {
    remaining: Math.floor(remaining),
    resetMs,
    ...(limit === undefined ? {} : { limit: Math.floor(limit) }),
    ...(perMs === undefined ? {} : { windowMs: perMs }),
  }
}

const usagePair = /^(?:([\w-]{1,100})=)?(\d{1,15})\/(\d{1,15})(?:\(.*\))?$/

// How much of a fresh window there is cannot be told: usage rolls, so the next answer tells.
function usageLimit(
  { usage, usageName }: UsageHeader,
  perMs: number | undefined,
  headers: Headers,
): LearnedLimit | undefined {
  const pairs = (headers[usage.toLowerCase()] ?? '')
    .split(/[;,]/)
    .map((pair) => usagePair.exec(pair.trim()))
  const pair = pairs.find((one) => one !== null && (usageName ?? one[1]) === one[1])
  if (!pair || perMs === undefined) return undefined
  return { remaining: Math.max(0, Number(pair[3]) - Number(pair[2])), resetMs: perMs }
}

function resetOf(names: NamedHeaders, headers: Headers, nowMs: number): number | undefined {
  const value = names.reset === undefined ? undefined : decimal(headers[names.reset.toLowerCase()])
  if (value === undefined) return undefined
  switch (names.resetUnit) {
    case 'epoch-s':
      return Math.max(0, value * 1000 - nowMs)
    case 'epoch-ms':
      return Math.max(0, value - nowMs)
    case 'delta-ms':
      return value
    case 'delta-s':
      return value * 1000
    default:
      // Not declared, so not believed.
      return undefined
  }
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(?:\.\d{1,9})?$/.test(text.trim())
    ? Number(text)
    : undefined
}

function count(value: string | number | boolean | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
