import { createHmac } from 'node:crypto'
import type { Context, HttpResponse } from '@revetl/sdk'
import { accountNode, type Config } from './config.ts'

type Ctx = Context<Config>

/** https://developers.facebook.com/docs/graph-api/changelog (read 2026-11-27) */
export const apiVersion = 'v25.0'

/** Members of one request, row by row in the order of the schema. */
export interface Payload {
  readonly schema: readonly string[]
  readonly data: readonly (readonly string[])[]
}

/** Which part of a replacement a request is. */
export interface Session {
  readonly session_id: number
  /** From 1. */
  readonly batch_seq: number
  readonly last_batch_flag: boolean
}

/** https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users (read 2026-11-27) */
export function addUsers(ctx: Ctx, audience: string, payload: Payload): Promise<HttpResponse> {
  return ctx.http.post(url(ctx, `${audience}/users`), { query: proof(ctx), json: { payload } })
}

/** The same page, under “Deleting”. */
export function removeUsers(ctx: Ctx, audience: string, payload: Payload): Promise<HttpResponse> {
  return ctx.http.delete(url(ctx, `${audience}/users`), { query: proof(ctx), json: { payload } })
}

/** https://developers.facebook.com/docs/marketing-api/reference/custom-audience/usersreplace (read 2026-11-27) */
export function replaceUsers(
  ctx: Ctx,
  audience: string,
  payload: Payload,
  session: Session,
): Promise<HttpResponse> {
  const options = { query: proof(ctx), json: { payload, session } }
  return ctx.http.post(url(ctx, `${audience}/usersreplace`), options)
}

/** https://developers.facebook.com/docs/marketing-api/reference/ad-account (read 2026-11-27) */
export function readAccount(ctx: Ctx): Promise<HttpResponse> {
  const fields = 'id,name,account_status,tos_accepted'
  return ctx.http.get(url(ctx, accountNode(ctx.config)), { query: { ...proof(ctx), fields } })
}

/** https://developers.facebook.com/docs/graph-api/reference/user/permissions (read 2026-11-27) */
export function readPermissions(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, 'me/permissions'), { query: proof(ctx) })
}

/** https://developers.facebook.com/docs/marketing-api/reference/ad-account/customaudiences (read 2026-11-27) */
export function listAudiences(ctx: Ctx, after: string | undefined): Promise<HttpResponse> {
  const fields = 'id,name,subtype,operation_status'
  const query = { ...proof(ctx), fields, limit: 100, after }
  return ctx.http.get(url(ctx, `${accountNode(ctx.config)}/customaudiences`), { query })
}

const url = ({ config }: Ctx, path: string): string =>
  `${config.baseUrl.replace(/\/$/, '')}/${apiVersion}/${path}`

// https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11-27)
function proof({ config }: Ctx): { readonly appsecret_proof?: string } {
  const { appSecret, accessToken } = config
  if (appSecret === undefined) return {}
  return { appsecret_proof: createHmac('sha256', appSecret).update(accessToken).digest('hex') }
}
