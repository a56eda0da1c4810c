import type { Context, HttpResponse } from '@revetl/sdk'
import type { Config } from './config.ts'
import type { ProfileInput } from './profiles/profile-input.ts'

/** The revision of the API that is spoken: https://developers.klaviyo.com/en/v2026-07-15/reference/api-overview (read 2026-11-27) */
export const revision = '2026-07-15'

type Ctx = Context<Config>
type Query = Readonly<Record<string, string | number>>

const media = 'application/vnd.api+json'
const headers = { accept: media, 'content-type': media, revision }

const url = ({ config }: Ctx, path: string): string => `${config.baseUrl.replace(/\/$/, '')}${path}`

const get = (ctx: Ctx, path: string, query: Query = {}): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, path), { headers, query })

const post = (ctx: Ctx, path: string, data: object): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, path), { headers, json: { data } })

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_accounts (read 2026-11-27) */
export const readAccounts = (ctx: Ctx): Promise<HttpResponse> => get(ctx, '/api/accounts')

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_lists (read 2026-11-27) */
export const readLists = (ctx: Ctx, query: Query): Promise<HttpResponse> =>
  get(ctx, '/api/lists', query)

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_profiles (read 2026-11-27) */
export const readProfiles = (ctx: Ctx, query: Query): Promise<HttpResponse> =>
  get(ctx, '/api/profiles', query)

/** https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27) */
export function startImport(
  ctx: Ctx,
  profiles: readonly ProfileInput[],
  listId: string | undefined,
): Promise<HttpResponse> {
  return post(ctx, '/api/profile-bulk-import-jobs', {
    type: 'profile-bulk-import-job',
    attributes: { profiles: { data: profiles } },
    ...(listId === undefined
      ? {}
      : { relationships: { lists: { data: [{ type: 'list', id: listId }] } } }),
  })
}

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_bulk_import_profiles_job (read 2026-11-27) */
export const readImport = (ctx: Ctx, job: string): Promise<HttpResponse> =>
  get(ctx, `/api/profile-bulk-import-jobs/${encodeURIComponent(job)}`)

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_errors_for_bulk_import_profiles_job (read 2026-11-27) */
export const readImportErrors = (ctx: Ctx, job: string, query: Query): Promise<HttpResponse> =>
  get(ctx, `/api/profile-bulk-import-jobs/${encodeURIComponent(job)}/import-errors`, query)

/** One profile, in which null clears: https://developers.klaviyo.com/en/v2026-07-15/reference/create_or_update_profile (read 2026-11-27) */
export const importProfile = (ctx: Ctx, profile: ProfileInput): Promise<HttpResponse> =>
  post(ctx, '/api/profile-import', profile)

/** https://developers.klaviyo.com/en/v2026-07-15/reference/create_profile (read 2026-11-27) */
export const createProfile = (ctx: Ctx, profile: ProfileInput): Promise<HttpResponse> =>
  post(ctx, '/api/profiles', profile)

/** https://developers.klaviyo.com/en/v2026-07-15/reference/request_profile_deletion (read 2026-11-27) */
export const requestDeletion = (ctx: Ctx, profile: ProfileInput): Promise<HttpResponse> =>
  post(ctx, '/api/data-privacy-deletion-jobs', {
    type: 'data-privacy-deletion-job',
    attributes: { profile: { data: profile } },
  })

/** https://developers.klaviyo.com/en/v2026-07-15/reference/remove_profiles_from_list (read 2026-11-27) */
export function removeFromList(
  ctx: Ctx,
  listId: string,
  profileIds: readonly string[],
): Promise<HttpResponse> {
  const data = profileIds.map((id) => ({ type: 'profile', id }))
  const path = `/api/lists/${encodeURIComponent(listId)}/relationships/profiles`
  return ctx.http.delete(url(ctx, path), { headers, json: { data } })
}

/** https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_create_events (read 2026-11-27) */
export const createEvents = (ctx: Ctx, events: readonly object[]): Promise<HttpResponse> =>
  post(ctx, '/api/event-bulk-create-jobs', {
    type: 'event-bulk-create-job',
    attributes: { 'events-bulk-create': { data: events } },
  })

/** Whether suppressions are made or taken back. */
export type SuppressionJob = 'create' | 'delete'

/** https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_suppress_profiles (read 2026-11-27) */
export const startSuppression = (
  ctx: Ctx,
  does: SuppressionJob,
  emails: readonly string[],
): Promise<HttpResponse> =>
  post(ctx, `/api/profile-suppression-bulk-${does}-jobs`, {
    type: `profile-suppression-bulk-${does}-job`,
    attributes: {
      profiles: { data: emails.map((email) => ({ type: 'profile', attributes: { email } })) },
    },
  })

/** https://developers.klaviyo.com/en/v2026-07-15/reference/get_bulk_suppress_profiles_job (read 2026-11-27) */
export const readSuppression = (
  ctx: Ctx,
  does: SuppressionJob,
  job: string,
): Promise<HttpResponse> =>
  get(ctx, `/api/profile-suppression-bulk-${does}-jobs/${encodeURIComponent(job)}`)
