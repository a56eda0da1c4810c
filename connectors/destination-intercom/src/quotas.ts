import { fromHeaders, quota, type Quota } from '@revetl/sdk'

// 10,000 calls a minute and app, 25,000 a minute and workspace, counted in windows of ten seconds, and told on each
// answer: https://developers.intercom.com/docs/references/2.17/rest-api/errors/rate-limiting (read 2026-11-27)
const windowMs = 10_000
const appRequests = 1_666

/** The limits of an app in a workspace. */
export function intercomQuotas(workspaceId: string | undefined): readonly Quota[] {
  const id = `intercom:${workspaceId ?? 'unchecked'}`
  return [
    quota({ id: `${id}:app`, requests: appRequests, perMs: windowMs }),
    // The limit of the app may be another, and other apps of the workspace spend the same one.
    fromHeaders({
      id: `${id}:left`,
      headers: {
        limit: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        resetUnit: 'epoch-s',
      },
    }),
  ]
}
