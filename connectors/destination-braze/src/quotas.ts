import { fromHeaders, quota, type Quota, type RequestMatch } from '@revetl/sdk'
import type { Config } from './config.ts'

const minuteMs = 60_000

interface Limit {
  readonly name: string
  readonly requests: number | undefined
  readonly perMs: number
  readonly appliesTo: RequestMatch
}

const on = (path: string, ...methods: readonly string[]): RequestMatch => ({
  methods,
  paths: [path],
})

// https://www.braze.com/docs/api/api_limits/ (read 2026-11-27)
function limitsOf({ trackBurstMax, trackHourlyMax, exportMinuteMax }: Config): readonly Limit[] {
  const track = on('/users/track', 'POST')
  const items = on('/catalogs', 'PUT', 'PATCH', 'DELETE')
  const deletion = on('/users/delete', 'POST')
  const exporting = on('/users/export/ids', 'POST')
  return [
    { name: 'track', requests: trackBurstMax, perMs: 3000, appliesTo: track },
    { name: 'track-hour', requests: trackHourlyMax, perMs: 60 * minuteMs, appliesTo: track },
    { name: 'export', requests: exportMinuteMax, perMs: minuteMs, appliesTo: exporting },
    { name: 'delete', requests: 20_000, perMs: minuteMs, appliesTo: deletion },
    { name: 'catalogs', requests: 50, perMs: minuteMs, appliesTo: on('/catalogs', 'GET') },
    { name: 'items', requests: 16_000, perMs: minuteMs, appliesTo: items },
  ]
}

/** The limits of a workspace, end point by end point, and what its answers say is left of them. */
export function brazeQuotas(config: Config, accountId: string | undefined): readonly Quota[] {
  return limitsOf(config).flatMap(({ name, requests, perMs, appliesTo }) => {
    if (requests === undefined) return []
    const id = `braze:${accountId ?? 'unchecked'}:${name}`
    const told = fromHeaders({
      id: `${id}-left`,
      headers: {
        limit: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        resetUnit: 'epoch-s',
      },
      appliesTo,
    })
    const window = quota({ id, requests, perMs, appliesTo })
    return name === 'track-hour' ? [window] : [window, told]
  })
}
