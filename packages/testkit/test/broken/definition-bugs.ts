import {
  RevError,
  type Batch,
  type Destination,
  type HttpResponse,
  type RunContext,
  type Value,
} from '@revetl/sdk'
import * as z from 'zod'
import type { AnyConnector } from '../../src/index.ts'
import type { Bug } from './bug.ts'

type Ctx = RunContext<{
  readonly url: string
  readonly token?: string
  readonly refreshToken?: string
}>
type Send = (batch: Batch, ctx: Ctx, body: string) => Promise<HttpResponse>
interface Answered {
  readonly verdicts: readonly {
    readonly at: string | number
    readonly outcome: (change: { readonly id: string }) => object
  }[]
}
const yes = (change: { readonly id: string }) => ({
  id: change.id,
  status: 'ok',
  effect: 'written',
})
const no = (change: { readonly id: string }) => ({
  id: change.id,
  status: 'rejected',
  code: 'REV_RECORD_REJECTED',
  message: 'no',
})
const allOk = (batch: Batch): Answered => ({
  verdicts: batch.changes.map(({ id }) => ({ at: id, outcome: yes })),
})
/** The records of a request, each changed. */
const sending =
  (change: (fields: Readonly<Record<string, Value>>, batch: Batch) => object) => () => ({
    records: (batch: Batch) =>
      JSON.stringify({
        by: '$by',
        records: batch.changes.map(({ fields }) =>
          change(fields as Readonly<Record<string, Value>>, batch),
        ),
      }).replace('"$by"', '$by'),
  })
const withoutNames = (
  fields: Readonly<Record<string, Value>>,
  isLost: (name: string, value: Value) => boolean,
) => Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isLost(name, value)))

const property = { title: 'T', description: 'D.' }
const url = z.string().meta(property)
const token = z.string().meta({ ...property, 'x-rev-secret': true })
const configured =
  (config: z.ZodType) =>
  (good: AnyConnector): AnyConnector => ({ ...good, config: config as never })
function altered(schema: z.ZodType, validate: (value: unknown) => unknown): z.ZodType {
  const standard = { ...schema['~standard'], validate }
  return Object.create(schema, { '~standard': { value: standard } }) as z.ZodType
}
const issue = (name: string) => ({ issues: [{ message: 'bad', path: [name] }] })
const names = (value: unknown): string[] => Object.keys(value as object)
const both = z.object({ url, token })

/** Bugs of the configuration. */
export const configBugs: readonly Bug[] = [
  {
    name: 'has another schema each time',
    caughtBy: 'C02',
    definition: (good) =>
      Object.defineProperty({ ...good }, 'configJsonSchema', {
        get: () => ({ type: 'object', properties: { [`a${Math.random()}`]: {} } }),
      }),
  },
  {
    name: 'has a property without a description',
    caughtBy: 'C03',
    definition: configured(z.object({ url: z.string(), token })),
  },
  {
    name: 'does not mark its token as a secret',
    caughtBy: 'C04',
    definition: configured(z.object({ url, token: url })),
  },
  {
    name: 'has a secret with a default',
    caughtBy: 'C04',
    definition: configured(z.object({ url, token: token.default('abc') })),
  },
  {
    name: 'blames another property',
    caughtBy: 'C05',
    definition: configured(
      altered(both, (value) => (names(value).length < 2 ? issue('elsewhere') : { value })),
    ),
  },
  {
    name: 'takes a property of any type',
    caughtBy: 'C06',
    definition: configured(
      altered(both, (value) => both['~standard'].validate({ ...(value as object), url: 'fine' })),
    ),
  },
  {
    name: 'needs what has a default',
    caughtBy: 'C07',
    definition: configured(
      altered(z.object({ url: url.default('x'), token }), (value) =>
        names(value).includes('url') ? { value } : issue('url'),
      ),
    ),
  },
  {
    name: 'has a branch that no sample tries',
    caughtBy: 'C08',
    definition: configured(
      z.object({
        url,
        token,
        mode: z
          .discriminatedUnion('kind', [
            z.object({ kind: z.literal('a') }),
            z.object({ kind: z.literal('b') }),
          ])
          .optional(),
      }),
    ),
  },
  {
    name: 'crashes on an unknown property',
    caughtBy: 'C09',
    definition: configured(
      altered(both, (value) => {
        if (names(value).length > 2) throw new TypeError('unexpected property')
        return both['~standard'].validate(value)
      }),
    ),
  },
  {
    name: 'refuses a sample that is labelled good',
    caughtBy: 'C10',
    conformance: (good) => ({
      ...good,
      samples: [{ name: 'an address alone', config: { url: 'nowhere' } }],
    }),
  },
  {
    name: 'hashes in a way of its own',
    caughtBy: 'O02',
    conformance: (good) => ({
      ...good,
      hashVectors: [{ input: ' A', hash: (text) => text, expected: 'a' }],
    }),
  },
]

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

/** Bugs of what is written. */
export const writeBugs: readonly Bug[] = [
  {
    name: 'has an operation that no case tries',
    caughtBy: 'W00',
    conformance: (good) => ({ ...good, cases: good.cases.slice(1) }),
  },
  {
    name: 'sends something when it is closed',
    caughtBy: 'W01',
    parts: () => ({
      close: async ({ http, config }: Ctx) => void (await http.get(`${config.url}/me`)),
    }),
  },
  {
    name: 'loses a field on its way',
    caughtBy: 'W02',
    parts: sending((fields) => withoutNames(fields, (name) => name === 'note')),
  },
  {
    name: 'leaves out the last record of a full batch',
    caughtBy: 'W03',
    parts: () => ({
      records: ({ changes }: Batch) =>
        `{"by":$by,"records":[${changes
          .slice(0, 4)
          .map((one) => one.json)
          .join()}]}`,
    }),
  },
  {
    name: 'blames the record at a fixed place',
    caughtBy: 'W04',
    parts: (good) => ({
      answer: (response: HttpResponse, batch: Batch) => {
        const { verdicts } = good['answer'](response, batch) as Answered
        const isBad = JSON.stringify(response.json()).includes('refused')
        return {
          verdicts: verdicts.map((_, at) => ({ at, outcome: isBad && at === 1 ? no : yes })),
        }
      },
    }),
  },
  {
    name: 'rejects the same record the second time',
    caughtBy: 'W05',
    parts: (good) => ({
      outcome: undefined,
      answer: (response: HttpResponse, batch: Batch) => {
        const { verdicts } = good['answer'](response, batch) as Answered
        return JSON.stringify(response.json()).includes('updated')
          ? { verdicts: verdicts.map(({ at }) => ({ at, outcome: no })) }
          : { verdicts }
      },
    }),
  },
  {
    name: 'finds records by one of its keys alone',
    caughtBy: 'W06',
    parts: (good) => ({
      lookup: async (request: { matchOn: readonly string[] }, ctx: Ctx) =>
        request.matchOn[0] === 'email' ? (good['lookup'](request, ctx) as unknown) : [],
    }),
  },
  {
    name: 'makes two records of one key in a batch',
    caughtBy: 'W07',
    parts: (good) => ({
      batch: { recordsMax: 5, uniqueBy: 'none' },
      lookup: async (request: object, ctx: Ctx) => {
        const found = (await good['lookup'](request, ctx)) as readonly object[]
        return [...found, ...found]
      },
    }),
  },
  {
    name: 'calls a missing record updated',
    caughtBy: 'W08',
    parts: () => ({ answer: (_response: HttpResponse, batch: Batch) => allOk(batch) }),
  },
  {
    name: 'calls a record that was there created',
    caughtBy: 'W09',
    parts: () => ({ answer: (_response: HttpResponse, batch: Batch) => allOk(batch) }),
  },
  {
    name: 'cannot delete what is not there',
    caughtBy: 'W10',
    parts: (good) => ({
      answer: (response: HttpResponse, batch: Batch) =>
        JSON.stringify(response.json()).includes('missing') && batch.operation === 'delete'
          ? { verdicts: batch.changes.map(({ id }) => ({ at: id, outcome: no })) }
          : (good['answer'](response, batch) as Answered),
    }),
  },
  {
    name: 'removes nobody',
    caughtBy: 'W11',
    parts: (good) => ({
      send: (batch: Batch, ctx: Ctx, body: string) =>
        batch.operation === 'remove'
          ? ctx.http.get(`${ctx.config.url}/me`)
          : (good['send'](batch, ctx, body) as Promise<HttpResponse>),
      answer: (response: HttpResponse, batch: Batch) =>
        batch.operation === 'remove' ? allOk(batch) : (good['answer'](response, batch) as Answered),
    }),
  },
  {
    name: 'ignores null',
    caughtBy: 'W13',
    parts: sending((fields) => withoutNames(fields, (_, value) => value === null)),
  },
  {
    name: 'clears what it does not get',
    caughtBy: 'W14',
    parts: sending((fields) => ({ name: null, note: null, ...fields })),
  },
  {
    name: 'trims texts',
    caughtBy: 'W15',
    parts: sending((fields) => ({
      ...fields,
      note: typeof fields['note'] === 'string' ? fields['note'].trim() : null,
    })),
  },
  {
    name: 'rounds numbers',
    caughtBy: 'W15',
    parts: sending((fields) => ({
      ...fields,
      score: Math.round(Number(String(fields['score'])) * 100) / 100,
    })),
  },
  {
    name: 'loses fields with a dot in their name',
    caughtBy: 'W16',
    parts: sending((fields) => withoutNames(fields, (name) => name.includes('.'))),
  },
  {
    name: 'cuts texts that are too long',
    caughtBy: 'W17',
    parts: sending((fields) => ({ ...fields, name: String(fields['name']).slice(0, 80) })),
  },
  {
    name: 'changes the batch that it is given',
    caughtBy: 'W18',
    parts: (good) => ({
      records: (batch: Batch) => {
        ;(batch.changes[0] as { id: string }).id = 'first'
        return good['records'](batch) as string
      },
    }),
  },
  {
    name: 'creates what it looks up',
    caughtBy: 'W20',
    parts: (good) => ({
      lookup: async (request: object, ctx: Ctx) => {
        const json = { records: [{ email: 'looked-up@example.com' }] }
        await ctx.http.post(`${ctx.config.url}/contacts/upsert`, { json, isRead: true })
        return good['lookup'](request, ctx) as unknown
      },
    }),
  },
]

/** Bugs of what happens when the vendor, the network or the run fails. */
export const failureBugs: readonly Bug[] = [
  {
    name: 'takes silence for a yes',
    caughtBy: 'F01',
    parts: () => ({ answer: (_: HttpResponse, batch: Batch) => allOk(batch) }),
  },
  {
    name: 'believes positions of an answer in another order',
    caughtBy: 'F02',
    parts: () => ({
      answer: (response: HttpResponse) => {
        const { results } = response.json() as unknown as { results: { did: string }[] }
        return {
          verdicts: results.map(({ did }, at) => ({ at, outcome: did === 'refused' ? no : yes })),
        }
      },
    }),
  },
  {
    name: 'sends a refused batch again for ever',
    caughtBy: 'F03',
    parts: () => ({
      refuse: (response: HttpResponse) => {
        if (!response.isOk)
          throw new RevError('REV_HTTP_STATUS', 'Try again.', { delivery: 'not-applied' })
      },
    }),
  },
  {
    name: 'rejects records when the vendor is down',
    caughtBy: 'F06',
    parts: (good) => ({
      send: async (batch: Batch, ctx: Ctx, body: string) => {
        try {
          return (await good['send'](batch, ctx, body)) as HttpResponse
        } catch (error) {
          throw new RevError('REV_RECORD_REJECTED', String(error), { delivery: 'rejected' })
        }
      },
    }),
  },
  {
    name: 'calls an append safe that is not',
    caughtBy: 'F07',
    parts: () => ({ eventResend: 'safe', event: plainEvent }),
  },
  {
    name: 'makes an event twice after a lost answer',
    caughtBy: 'F08',
    parts: () => ({ eventResend: 'key', event: plainEvent }),
  },
  {
    name: 'takes any 200 for a yes',
    caughtBy: 'F09',
    parts: () => ({
      event: async (batch: Batch, ctx: Ctx) =>
        batch.changes.map((await postEvent(batch, ctx), yes)),
    }),
  },
  {
    name: 'does not look for an error inside a 200',
    caughtBy: 'F10',
    parts: () => ({
      event: async (batch: Batch, ctx: Ctx) => {
        const answer = (await postEvent(batch, ctx)).json()
        if (typeof answer !== 'object' || answer === null)
          throw new RevError('REV_HTTP_BODY', 'no', { delivery: 'unknown' })
        return batch.changes.map(yes)
      },
    }),
  },
  {
    name: 'takes a 207 for a yes to all',
    caughtBy: 'F11',
    parts: (good) => ({
      answer: (response: HttpResponse, batch: Batch) =>
        response.status === 207 ? allOk(batch) : (good['answer'](response, batch) as Answered),
    }),
  },
  {
    name: 'takes a record that the answer leaves out for a yes',
    caughtBy: 'F12',
    parts: (good) => ({
      answer: (response: HttpResponse, batch: Batch) => {
        const { verdicts } = good['answer'](response, batch) as Answered
        const left = batch.changes.filter(({ id }) => !verdicts.some(({ at }) => at === id))
        return { verdicts: [...verdicts, ...left.map(({ id }) => ({ at: id, outcome: yes }))] }
      },
    }),
  },
  {
    name: 'answers for one record twice and for another not at all',
    caughtBy: 'F14',
    parts: () => ({
      write: async ({ changes: [first] }: Batch) => (first ? [yes(first), yes(first)] : []),
    }),
  },
  {
    name: 'gives an outcome of undefined',
    caughtBy: 'F14',
    parts: () => ({ write: async () => undefined }),
  },
  {
    name: 'rejects without a word',
    caughtBy: 'F15',
    parts: (good) => ({
      write: async (batch: Batch, ctx: Ctx) => {
        const response = (await good['send'](batch, ctx, good['records'](batch))) as HttpResponse
        const isBad = JSON.stringify(response.json()).includes('refused')
        return batch.changes.map((change) => (isBad ? { ...no(change), message: '' } : yes(change)))
      },
    }),
  },
  {
    name: 'declares more than the vendor allows',
    caughtBy: 'L01',
    parts: () => ({
      quotas: () => [{ kind: 'window', id: 'acme', unit: 'requests', max: 90, perMs: 10_000 }],
    }),
  },
  {
    name: 'sends each record twice',
    caughtBy: 'L03',
    parts: () => ({
      records: ({ changes }: Batch) =>
        `{"by":$by,"records":[${[...changes, ...changes].map((one) => one.json).join()}]}`,
      answer: (_: HttpResponse, batch: Batch) => allOk(batch),
    }),
  },
  {
    name: 'takes a stop for a yes',
    caughtBy: 'L04',
    parts: (good) => ({
      write: async (batch: Batch, ctx: Ctx) => {
        await (good['send'] as Send)(batch, ctx, good['records'](batch) as string).catch(
          () => undefined,
        )
        return batch.changes.map(yes)
      },
    }),
  },
  {
    name: 'submits a job again after a kill',
    caughtBy: 'L06',
    definition: (good, { makeAcme }) => {
      const { objects } = makeAcme() as Destination
      const append = objects['imports']?.operations.append
      // A cache that forgets: what was remembered of the job is gone.
      const cache = {
        get: async () => new Map(),
        set: async () => undefined,
        delete: async () => undefined,
      }
      const write = (batch: Batch, ctx: Ctx) => append?.write(batch, { ...ctx, cache })
      const broken = { ...objects['imports'], operations: { append: { ...append, write } } }
      return { ...good, objects: { ...objects, imports: broken } } as AnyConnector
    },
  },
  {
    name: 'sends the number of its call',
    caughtBy: 'L13',
    parts: () => {
      let calls = 0
      return sending((fields) => ({ ...fields, note: `call ${(calls += 1)}` }))()
    },
  },
  {
    name: 'sends the day on which it runs',
    caughtBy: 'L14',
    parts: () => ({
      send: async (batch: Batch, { http, config, clock }: Ctx) =>
        http.post(`${config.url}/${batch.object.name}/${batch.operation}`, {
          json: {
            records: batch.changes.map(({ fields }) => ({
              ...fields,
              note: new Date(clock.now()).toISOString().slice(0, 10),
            })),
          },
        }),
    }),
  },
  {
    name: 'logs its token',
    caughtBy: 'O01',
    parts: (good) => ({
      check: (ctx: Ctx) => {
        ctx.log.debug(`using ${ctx.config.token}`)
        return good['check'](ctx) as unknown
      },
    }),
  },
  {
    name: 'logs whom it writes',
    caughtBy: 'O01',
    parts: (good) => ({
      send: (batch: Batch, ctx: Ctx, body: string) => {
        ctx.log.info(`writing ${body}`)
        return good['send'](batch, ctx, body) as unknown
      },
    }),
  },
  {
    name: 'goes around the gateway',
    caughtBy: 'O04',
    parts: (good) => ({
      send: async (batch: Batch, ctx: Ctx, body: string) => {
        await fetch(`${ctx.config.url}/me`)
        return good['send'](batch, ctx, body) as Promise<HttpResponse>
      },
    }),
  },
]

function postEvent({ changes: [change] }: Batch, { http, config }: Ctx): Promise<HttpResponse> {
  return http.post(`${config.url}/events`, {
    body: change?.json ?? '',
    headers: { 'content-type': 'application/json' },
  })
}

async function plainEvent(batch: Batch, ctx: Ctx): Promise<readonly object[]> {
  await postEvent(batch, ctx)
  return batch.changes.map(yes)
}
