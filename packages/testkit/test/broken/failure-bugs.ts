import { RevError, type Batch, type Destination, type HttpResponse } from '@revetl/sdk'
import type { AnyConnector } from '../../src/index.ts'
import { allOk, no, sending, yes, type Answered, type Ctx, type Send } from './acme-parts.ts'
import type { Bug } from './bug.ts'

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
    name: 'tries again at once when it is told to wait',
    caughtBy: 'F04',
    parts: () => ({ send: sendAround }),
  },
  {
    name: 'tries again at once when it is throttled',
    caughtBy: 'F05',
    parts: () => ({ send: sendAround }),
  },
  {
    name: 'sends as much at once as there is',
    caughtBy: 'L02',
    parts: () => ({ send: sendAround }),
  },
  {
    name: 'ignores the proxy',
    caughtBy: 'L12',
    parts: () => ({
      check: async ({ config }: Ctx) => {
        const headers = { authorization: `Bearer ${config.token}` }
        const response = await fetch(`${config.url}/me`, { headers })
        return { account: (await response.json()) as object }
      },
    }),
  },
  {
    name: 'counts a record twice',
    caughtBy: 'O05',
    parts: () => ({
      write: async ({ changes }: Batch) => [...changes, ...changes.slice(0, 1)].map(yes),
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

/** Sends by itself, again and again until it is heard. */
async function sendAround(batch: Batch, { config }: Ctx, body: string): Promise<object> {
  const url = `${config.url}/${batch.object.name}/${batch.operation}`
  const headers = { authorization: `Bearer ${config.token}`, 'content-type': 'application/json' }
  const text = body.replace('$by', '[]')
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(url, { method: 'POST', body: text, headers })
    const json: unknown = response.status === 429 ? undefined : await response.json()
    if (response.status !== 429 || tries > 45) {
      return { status: response.status, isOk: response.ok, json: () => json }
    }
  }
}
