import type { Context, HttpResponse } from '@revetl/sdk'
import type { Config } from './config.ts'

type Ctx = Context<Config>
type Json = Readonly<Record<string, unknown>>
type Query = Readonly<Record<string, string | number | boolean | undefined>>

const url = ({ config }: Ctx, method: string): string =>
  new URL(`/api/${method}`, config.baseUrl).href

/** https://docs.slack.dev/reference/methods/auth.test (read 2026-11-27) */
export const testAuth = (ctx: Ctx): Promise<HttpResponse> => ctx.http.get(url(ctx, 'auth.test'))

/**
 * https://docs.slack.dev/reference/methods/chat.postMessage (read 2026-11-27)
 * Slack knows no key by which it would see that a message comes twice, so it is never sent again by itself.
 */
export const postMessage = (ctx: Ctx, json: Json, quotaKey: string): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'chat.postMessage'), { json, quotaKey, resendable: false })

/** https://docs.slack.dev/reference/methods/chat.update (read 2026-11-27) */
export const updateMessage = (ctx: Ctx, json: Json): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'chat.update'), { json, resendable: true })

/** https://docs.slack.dev/reference/methods/chat.delete (read 2026-11-27) */
export const deleteMessage = (ctx: Ctx, json: Json): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'chat.delete'), { json, resendable: true })

/** https://docs.slack.dev/reference/methods/conversations.list (read 2026-11-27) */
export const listConversations = (ctx: Ctx, query: Query): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'conversations.list'), { query: { exclude_archived: true, ...query } })

/** https://docs.slack.dev/reference/methods/conversations.history (read 2026-11-27) */
export const readHistory = (ctx: Ctx, query: Query): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'conversations.history'), {
    query: { include_all_metadata: true, ...query },
  })

/** https://docs.slack.dev/reference/methods/conversations.replies (read 2026-11-27) */
export const readReplies = (ctx: Ctx, query: Query): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'conversations.replies'), {
    query: { include_all_metadata: true, ...query },
  })

/** https://docs.slack.dev/reference/methods/conversations.open (read 2026-11-27): opens nothing that is not open yet */
export const openConversation = (ctx: Ctx, user: string): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'conversations.open'), {
    json: { users: user },
    resendable: true,
    isRead: true,
  })

/** https://docs.slack.dev/reference/methods/users.lookupByEmail (read 2026-11-27) */
export const findUser = (ctx: Ctx, email: string): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'users.lookupByEmail'), { query: { email } })
