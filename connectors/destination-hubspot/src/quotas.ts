import { fromHeaders, quota, type Quota } from '@revetl/sdk'
import type { Config } from './config.ts'

const burstMs = 10_000
const dayMs = 86_400_000

// Limits by tier, increases and kind of app:
// https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (read 2026-11-22)
const tiers = {
  free: { burst: 100, daily: 250_000 },
  starter: { burst: 100, daily: 250_000 },
  professional: { burst: 190, daily: 625_000 },
  enterprise: { burst: 190, daily: 1_000_000 },
} as const
const increased = { burst: 250, dailyMore: 1_000_000 }
// OAuth apps may send 110 requests in ten seconds to each account and have no daily limit.
const oauthBurst = 110

const counted = ['/crm/', '/crm-object-schemas/', '/account-info/', '/oauth/']

/** The limits of an account: the rolling burst of the app, and the day that all apps of the account share. */
export function hubspotQuotas(
  { tier, limitIncreases, oauth, baseUrl }: Config,
  accountId: string | undefined,
): readonly Quota[] {
  const id = `hubspot:${accountId ?? 'unchecked'}`
  const { burst, daily } = tiers[tier]
  const ownBurst = limitIncreases > 0 ? increased.burst : burst
  const base = new URL(baseUrl).pathname.replace(/\/$/, '')
  // `x-hubspot-rate-limit-exemptions` in HubSpot's description of it exempts sending events from the burst and the day;
  // its own limit is under Limits: https://developers.hubspot.com/docs/api-reference/events-send-event-completions-v3/guide
  const appliesTo = { paths: counted.map((path) => `${base}${path}`) }
  const events = quota({
    id: `${id}:events`,
    requests: 1250,
    perMs: 1000,
    appliesTo: { paths: [`${base}/events/`] },
  })
  // Answers say what is left of both: the tier may be another, and other apps spend the same day.
  const learned = fromHeaders({
    id: `${id}:burst-left`,
    headers: { limit: 'x-hubspot-ratelimit-max', remaining: 'x-hubspot-ratelimit-remaining' },
    perMs: burstMs,
    appliesTo,
  })
  if (oauth) {
    const own = quota({ id: `${id}:oauth-burst`, requests: oauthBurst, perMs: burstMs, appliesTo })
    return [own, learned, events]
  }
  return [
    quota({ id: `${id}:burst`, requests: ownBurst, perMs: burstMs, appliesTo }),
    learned,
    quota({
      id: `${id}:daily`,
      requests: daily + limitIncreases * increased.dailyMore,
      perMs: dayMs,
      appliesTo,
    }),
    fromHeaders({
      id: `${id}:daily-left`,
      headers: {
        limit: 'x-hubspot-ratelimit-daily',
        remaining: 'x-hubspot-ratelimit-daily-remaining',
      },
      perMs: dayMs,
      appliesTo,
    }),
    events,
  ]
}
