import { jsonList, jsonObject, parseJson, RevError, type Value } from '@revetl/sdk'
import type { Config } from '../config.ts'

// https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers (read 2026-11-27)
const header = 'x-business-use-case-usage'
const useCase = 'custom_audience'

/** When a connection may send again, by its configuration. */
const waits = new WeakMap<Config, number>()

/** How much of the hour's calls is used, in percent; nothing where Meta does not say. */
export function percentUsed(headers: Readonly<Record<string, string>>): number | undefined {
  const calls = usesOf(headers).map(({ call_count: count }) => numberOf(count))
  return calls.length === 0 ? undefined : Math.max(...calls)
}

/** How long Meta wants to be left alone, in milliseconds; 0 where it does not say so. */
export function regainMs(headers: Readonly<Record<string, string>>): number {
  const minutes = usesOf(headers).map((use) => numberOf(use['estimated_time_to_regain_access']))
  return Math.max(0, ...minutes) * 60_000
}

/** Remembers what an answer says of the limit. */
export function noteUsage(
  config: Config,
  headers: Readonly<Record<string, string>>,
  nowMs: number,
): void {
  const afterMs = regainMs(headers)
  if (afterMs > 0) waits.set(config, nowMs + afterMs)
}

/** Refuses to send while Meta wants to be left alone. @throws `REV_HTTP_THROTTLED` */
export function requireAccess(config: Config, nowMs: number): void {
  const afterMs = (waits.get(config) ?? 0) - nowMs
  if (afterMs <= 0) return
  throw new RevError(
    'REV_HTTP_THROTTLED',
    'Failed to send: the ad account has used up its calls of the hour.',
    { delivery: 'throttled', afterMs },
  )
}

/** The use cases of all accounts in the header that are about audiences. */
function usesOf(headers: Readonly<Record<string, string>>) {
  const accounts = Object.values(jsonObject(parse(headers[header] ?? '{}')))
  return accounts
    .flatMap((uses) => jsonList(uses).map(jsonObject))
    .filter(({ type }) => type === useCase)
}

function parse(text: string): Value {
  try {
    return parseJson(text)
  } catch {
    return {} // A header that cannot be read says nothing of the limit.
  }
}

const numberOf = (value: Value | undefined): number => (typeof value === 'number' ? value : 0)
