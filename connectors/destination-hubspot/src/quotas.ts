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

/** The limits of an account: the rolling burst of the app, and the day that all private apps share. */
export function hubspotQuotas(
  { tier, limitIncreases, oauth }: Config,
  accountId: string | undefined,
): readonly Quota[] {
  const id = `hubspot:${accountId ?? 'unchecked'}`
  if (oauth) return [quota({ id: `${id}:oauth-burst`, requests: oauthBurst, perMs: burstMs })]
  const { burst, daily } = tiers[tier]
  const requests = limitIncreases > 0 ? increased.burst : burst
  const dailyRequests = daily + limitIncreases * increased.dailyMore
  return [
    quota({ id: `${id}:burst`, requests, perMs: burstMs }),
    quota({ id: `${id}:daily`, requests: dailyRequests, perMs: dayMs }),
    // Other apps spend the day's requests too; each answer says what is left of them.
    fromHeaders({
      id: `${id}:daily-left`,
      headers: {
        limit: 'x-hubspot-ratelimit-daily',
        remaining: 'x-hubspot-ratelimit-daily-remaining',
      },
      perMs: dayMs,
    }),
  ]
}
