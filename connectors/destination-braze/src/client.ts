import type { Context, HttpResponse, ValueRecord } from '@revetl/sdk'
import type { Config } from './config.ts'

type Ctx = Context<Config>

const url = ({ config }: Ctx, path: string): string =>
  `${config.endpoint.replace(/\/$/, '')}${path}`

/** The arrays that a request of `users/track` may have. */
export type TrackArray = 'attributes' | 'events' | 'purchases'

/** https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27) */
export const track = (
  ctx: Ctx,
  array: TrackArray,
  objects: readonly ValueRecord[],
): Promise<HttpResponse> => ctx.http.post(url(ctx, '/users/track'), { json: { [array]: objects } })

/** https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/ (read 2026-11-27) */
export const deleteUsers = (ctx: Ctx, users: ValueRecord): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, '/users/delete'), { json: users })

/** https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/ (read 2026-11-27) */
export const exportUsers = (ctx: Ctx, query: ValueRecord): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, '/users/export/ids'), { json: query, isRead: true })

/** https://www.braze.com/docs/api/endpoints/catalogs/catalog_management/synchronous/get_list_catalogs/ (read 2026-11-27) */
export const readCatalogs = (ctx: Ctx): Promise<HttpResponse> => ctx.http.get(url(ctx, '/catalogs'))

/** PUT replaces or creates, PATCH edits, DELETE removes: https://www.braze.com/docs/api/endpoints/catalogs/#asynchronous-endpoints (read 2026-11-27) */
export const writeItems = (
  ctx: Ctx,
  method: 'PUT' | 'PATCH' | 'DELETE',
  catalog: string,
  items: readonly ValueRecord[],
): Promise<HttpResponse> =>
  ctx.http.request({
    method,
    url: url(ctx, `/catalogs/${encodeURIComponent(catalog)}/items`),
    json: { items },
  })
