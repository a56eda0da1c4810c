import { fromHeaders, quota, type Quota, type RequestMatch } from '@revetl/sdk'

interface EndpointLimit {
  readonly name: string
  readonly perSecond: number
  readonly perMinute: number
  readonly appliesTo: RequestMatch
}

// Each end point has a burst and a steady limit for the whole account, named in its reference:
// https://developers.klaviyo.com/en/v2026-07-15/docs/rate_limits_and_error_handling (read 2026-11-27)
const small = { perSecond: 3, perMinute: 60 }
const medium = { perSecond: 10, perMinute: 150 }
const large = { perSecond: 75, perMinute: 750 }
const on = (method: string, ...paths: readonly string[]): { readonly appliesTo: RequestMatch } => ({
  appliesTo: { methods: [method], paths },
})

const limits: readonly EndpointLimit[] = [
  { name: 'start-import', ...medium, ...on('POST', '/api/profile-bulk-import-jobs') },
  // Reading a job and reading its errors have a limit each, and paths that begin alike.
  { name: 'read-import', ...medium, ...on('GET', '/api/profile-bulk-import-jobs') },
  { name: 'read-profiles', ...large, ...on('GET', '/api/profiles') },
  { name: 'create-profile', ...large, ...on('POST', '/api/profiles') },
  { name: 'import-profile', ...large, ...on('POST', '/api/profile-import') },
  { name: 'delete-profile', ...small, ...on('POST', '/api/data-privacy-deletion-jobs') },
  { name: 'read-lists', ...large, ...on('GET', '/api/lists') },
  { name: 'remove-from-list', ...medium, ...on('DELETE', '/api/lists') },
  { name: 'create-events', ...medium, ...on('POST', '/api/event-bulk-create-jobs') },
  { name: 'suppress', ...large, ...on('POST', '/api/profile-suppression-bulk-create-jobs') },
  { name: 'unsuppress', ...large, ...on('POST', '/api/profile-suppression-bulk-delete-jobs') },
  { name: 'read-suppression', ...large, ...on('GET', '/api/profile-suppression-bulk-') },
]

/** The limits of an account, end point by end point, and what its answers say is left of them. */
export function klaviyoQuotas(accountId: string | undefined): readonly Quota[] {
  return limits.flatMap(({ name, perSecond, perMinute, appliesTo }) => {
    const id = `klaviyo:${accountId ?? 'unchecked'}:${name}`
    return [
      quota({ id: `${id}:burst`, requests: perSecond, perMs: 1000, appliesTo }),
      quota({ id: `${id}:steady`, requests: perMinute, perMs: 60_000, appliesTo }),
      // Other programs with a private key spend the same minute.
      fromHeaders({
        id: `${id}:left`,
        headers: {
          limit: 'ratelimit-limit',
          remaining: 'ratelimit-remaining',
          reset: 'ratelimit-reset',
          resetUnit: 'delta-s',
        },
        appliesTo,
      }),
    ]
  })
}
