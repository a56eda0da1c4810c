import { reply, type Reply } from '@revetl/testkit/simulator'

/** "ok: false" with status 200: https://docs.slack.dev/apis/web-api/#slack-web-api__evaluating-responses (read 2026-11-27) */
export const refusal = (error: string, more: Readonly<Record<string, unknown>> = {}): Reply =>
  reply(200, { ok: false, error, ...more })

export const yes = (body: Readonly<Record<string, unknown>>): Reply =>
  reply(200, { ok: true, ...body })

/** The refusal where a scope is missing. */
export const missingScope = (needed: string, provided: readonly string[]): Reply =>
  refusal('missing_scope', { needed, provided: provided.join(',') })

/** A page of a list, with the cursor of the next one. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): { readonly page: readonly Item[]; readonly next: string } {
  const start = cursor === null || cursor === '' ? 0 : Number(atob(cursor))
  const end = start + limit
  return { page: items.slice(start, end), next: end < items.length ? btoa(String(end)) : '' }
}
