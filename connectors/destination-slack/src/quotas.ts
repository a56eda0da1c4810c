import { quota, type Quota } from '@revetl/sdk'

// Limits are by method, workspace and app: https://docs.slack.dev/apis/web-api/rate-limits (read 2026-11-27)
const minuteMs = 60_000
const tiers = { 2: 20, 3: 50 } as const
const methods = {
  'chat.update': 3,
  'chat.delete': 3,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.open': 3,
  'users.lookupByEmail': 3,
  'conversations.list': 2,
} as const

/** One message a second in each channel, and so many calls a minute of each method. */
export function slackQuotas(teamId: string | undefined): readonly Quota[] {
  const id = `slack:${teamId ?? 'unchecked'}`
  return [
    quota({
      id: `${id}:posts`,
      requests: 1,
      perMs: 1000,
      each: 'key',
      appliesTo: { paths: ['/api/chat.postMessage'] },
    }),
    ...Object.entries(methods).map(([method, tier]) =>
      quota({
        id: `${id}:${method}`,
        requests: tiers[tier],
        perMs: minuteMs,
        appliesTo: { paths: [`/api/${method}`] },
      }),
    ),
  ]
}
