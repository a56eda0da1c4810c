import type { Batch, HttpResponse } from '@revetl/sdk'
import { allOk, no, sending, withoutNames, yes, type Answered, type Ctx } from './acme-parts.ts'
import type { Bug } from './bug.ts'

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
    name: 'deletes under another identity than the one that it is asked for',
    caughtBy: 'W12',
    parts: sending((fields, { operation }) =>
      operation === 'delete' ? { ...fields, email: 'somebody-else@example.com' } : fields,
    ),
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
      score: Math.round(Number(JSON.stringify(fields['score'])) * 100) / 100,
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
    parts: sending((fields) => ({ ...fields, name: JSON.stringify(fields['name']).slice(1, 81) })),
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
