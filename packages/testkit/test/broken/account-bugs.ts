import { RevError, type Batch, type HttpResponse } from '@revetl/sdk'
import { no, yes, type Ctx, type Send } from './acme-parts.ts'
import type { Bug } from './bug.ts'

/** Bugs of check, discover and credentials. */
export const accountBugs: readonly Bug[] = [
  {
    name: 'names no account',
    caughtBy: 'A01',
    parts: () => ({ check: async () => ({ account: { id: '' } }) }),
  },
  {
    name: 'accepts any credentials',
    caughtBy: 'A02',
    parts: () => ({ check: async () => ({ account: { id: '1' } }) }),
  },
  {
    name: 'shows the secret in its error',
    caughtBy: 'A02',
    parts: (good) => ({
      check: async (ctx: Ctx) => {
        if (ctx.config.token?.startsWith('wrong'))
          throw new RevError('REV_AUTH_INVALID', `${ctx.config.token} is wrong.`)
        return good['check'](ctx) as unknown
      },
    }),
  },
  {
    name: 'calls wrong credentials by another name',
    caughtBy: 'A02',
    parts: (good) => ({
      check: (ctx: Ctx) =>
        (good['check'](ctx) as Promise<unknown>).catch(() => {
          throw new RevError('REV_CONFIG_INVALID', 'Something is wrong.')
        }),
    }),
  },
  {
    name: 'takes a missing permission for a bad record',
    caughtBy: 'A03',
    parts: () => ({
      refuse: (response: HttpResponse) => {
        if (!response.isOk) throw new RevError('REV_HTTP_STATUS', 'no', { delivery: 'rejected' })
      },
    }),
  },
  {
    name: 'calls an unreachable host wrong credentials',
    caughtBy: 'A04',
    parts: (good) => ({
      check: (ctx: Ctx) =>
        (good['check'](ctx) as Promise<unknown>).catch(() => {
          throw new RevError('REV_AUTH_INVALID', 'No access.')
        }),
    }),
  },
  {
    name: 'writes during check',
    caughtBy: 'A05',
    parts: (good) => ({
      check: async (ctx: Ctx) => {
        const json = { records: [{ email: 'probe@example.com' }] }
        await ctx.http.post(`${ctx.config.url}/contacts/upsert`, { json, isRead: true })
        return good['check'](ctx) as unknown
      },
    }),
  },
  {
    name: 'renews its token for every batch',
    caughtBy: 'A06',
    parts: (good) => ({ ...renewing(good), auth: () => undefined }),
  },
  {
    name: 'keeps its tokens to itself',
    caughtBy: 'A07',
    parts: (good) => ({ ...renewing(good, new Map()), auth: () => undefined }),
  },
  {
    name: 'rejects records when its grant has ended',
    caughtBy: 'A08',
    parts: (good) => ({
      write: async (batch: Batch, ctx: Ctx) => {
        try {
          await good['send'](batch, ctx, good['records'](batch))
          return batch.changes.map(yes)
        } catch {
          return batch.changes.map(no)
        }
      },
    }),
  },
  {
    name: 'sends its token in the query',
    caughtBy: 'A09',
    parts: () => ({
      check: async ({ http, config }: Ctx) => {
        await http.get(`${config.url}/me`, { query: { token: config.token } })
        return { account: { id: '1' } }
      },
    }),
  },
  {
    name: 'discovers an object twice',
    caughtBy: 'D01',
    parts: () => ({ pages: async () => ['extra', 'extra'] }),
  },
  {
    name: 'discovers in another order each time',
    caughtBy: 'D01',
    parts: () => {
      let calls = 0
      return { pages: async () => ((calls += 1) % 2 === 0 ? ['extra', 'more'] : ['more', 'extra']) }
    },
  },
  {
    name: 'matches on fields that are not there',
    caughtBy: 'D02',
    parts: () => ({
      discover: async () => ({
        objects: [{ name: 'events', fields: {}, operations: { append: { matchOn: [['phone']] } } }],
      }),
    }),
  },
  {
    name: 'discovers fields of a type that is none',
    caughtBy: 'D03',
    parts: () => ({
      discover: async () => ({
        objects: [{ name: 'contacts', fields: { email: { type: 'text' } } }],
      }),
    }),
  },
  {
    name: 'reads the first page of its objects alone',
    caughtBy: 'D04',
    parts: () => ({
      pages: async ({ http, config }: Ctx) =>
        (await http.get(`${config.url}/objects`, { query: { page: 0 } })).json(),
    }),
  },
  {
    name: 'remembers its objects for ever',
    caughtBy: 'D05',
    parts: (good) => {
      let known: Promise<unknown> | undefined
      return { pages: (ctx: Ctx) => (known ??= good['pages'](ctx) as Promise<unknown>) }
    },
  },
]

/** A connector that signs its requests itself, with a token that it fetches for every batch or keeps in memory. */
function renewing(good: Readonly<Record<string, unknown>>, kept?: Map<string, string>) {
  const send = good['send'] as Send
  return {
    hosts: ({ url: address }: Ctx['config']) => [new URL(address).hostname],
    check: async () => ({ account: { id: '1' } }),
    send: async (batch: Batch, ctx: Ctx, body: string) => {
      const { url: address, refreshToken = '' } = ctx.config
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: kept?.get('grant') ?? refreshToken,
      })
      const isKnown = kept?.get('token') !== undefined
      const answer = isKnown
        ? undefined
        : await ctx.http.post(`${address}/token`, { body: form.toString(), anonymous: true })
      const issued = answer?.json() as { access_token?: string; refresh_token?: string } | undefined
      const bearer = issued?.access_token ?? kept?.get('token') ?? ''
      kept?.set('token', bearer).set('grant', issued?.refresh_token ?? '')
      const signed = (path: string, options: object) =>
        ctx.http.post(path, {
          ...options,
          headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        })
      return send(batch, { ...ctx, http: { ...ctx.http, post: signed as never } }, body)
    },
  }
}
