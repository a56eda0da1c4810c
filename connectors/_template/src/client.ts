import type { Change, Context, HttpResponse } from '@revetl/sdk'
import type { Config } from './config.ts'

type Ctx = Context<Config>

const url = ({ config }: Ctx, path: string): string => new URL(path, config.baseUrl).href

/** Writes people by email. https://api.template.example.com/docs/people#upsert (read 2026-11-22) */
export function upsertPeople(ctx: Ctx, changes: readonly Change[]): Promise<HttpResponse> {
  const people = changes.map(({ fields }) => fields)
  return ctx.http.post(url(ctx, '/v1/people/upsert'), { json: { people } })
}

/** Deletes people by email. https://api.template.example.com/docs/people#delete (read 2026-11-22) */
export function deletePeople(ctx: Ctx, changes: readonly Change[]): Promise<HttpResponse> {
  const emails = changes.map(({ fields }) => fields['email'])
  return ctx.http.post(url(ctx, '/v1/people/delete'), { json: { emails } })
}

/** The account of the key. https://api.template.example.com/docs/account (read 2026-11-22) */
export function readAccount(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, '/v1/account'))
}
