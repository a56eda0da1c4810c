// A connector without a fault. The broken ones replace one part of it each.
import {
  annotate,
  asyncJob,
  bearer,
  bulkWithErrors,
  changeIdsBy,
  concurrency,
  defineDestination,
  field,
  oauth2,
  object,
  ok,
  quota,
  rejected,
  RevError,
  secret,
  skipped,
  statusError,
} from '@revetl/sdk'
import { z } from 'zod'

const text = (title) => annotate(z.string().min(1), { title, description: `${title} of Acme.` })

export const config = z.object({
  url: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Address',
    description: 'Where Acme is.',
  }),
  token: secret(text('Token')).optional(),
  refreshToken: secret(text('Refresh token')).optional(),
  region: annotate(z.enum(['eu', 'us']), {
    title: 'Region',
    description: 'Where data is.',
  }).default('eu'),
})

export const fields = {
  email: field('string', { required: true, unique: true, pii: 'email' }),
  external_id: field('string', { unique: true }),
  name: field('string', { maxLength: 80 }),
  note: field('string'),
  score: field('decimal'),
}

/** What was done, in the words of Acme. */
export function outcome(change, { did, reason, id }) {
  if (did === 'missing') return skipped(change, 'no-match')
  if (did === 'exists') return skipped(change, 'exists')
  if (did === 'refused') return rejected(change, { message: reason })
  return ok(change, did === 'found' ? 'unchanged' : did, id)
}

/** Each part can be replaced by a broken one. */
export const parts = {
  config,
  fields,
  auth: ({ token, refreshToken, url }) =>
    token === undefined
      ? oauth2({
          tokenUrl: `${url}/token`,
          clientId: 'rev',
          clientSecret: 'client-secret-01',
          refreshToken,
        })
      : bearer(token),
  hosts: ({ url }) => [new URL(url).hostname],
  quotas: (_config, account) => [
    quota({ id: `acme:${account?.id}`, requests: 60, perMs: 10_000 }),
    concurrency({ id: `acme:${account?.id}`, max: 4 }),
  ],
  check: async ({ http, config: { url } }) => {
    const response = await http.get(`${url}/me`)
    if (!response.isOk) throw statusError(response)
    return { account: { id: response.json().id } }
  },
  pages: async ({ http, config: { url } }) => {
    const names = []
    for (let page = 0; ; page += 1) {
      const response = await http.get(`${url}/objects`, { query: { page } })
      if (!response.isOk) throw statusError(response)
      const found = response.json()
      names.push(...found)
      if (found.length === 0) return names
    }
  },
  batch: { recordsMax: 5 },
  sets: [['email'], ['external_id']],
  /** The records of a request. */
  records: ({ changes }) => `{"by":$by,"records":[${changes.map(({ json }) => json).join()}]}`,
  send: async (batch, { http, config: { url } }, body) =>
    http.post(`${url}/${batch.object.name}/${batch.operation}`, {
      body: body.replace('$by', () => JSON.stringify(batch.matchOn)),
      headers: { 'content-type': 'application/json' },
    }),
  refuse: (response) => {
    if (response.status !== 200 && response.status !== 207) throw statusError(response)
  },
  answer: (response, batch) => {
    const { results } = response.json() ?? {}
    if (!Array.isArray(results))
      throw new RevError('REV_HTTP_BODY', 'No results.', { delivery: 'unknown' })
    const byEmail = changeIdsBy(batch, 'email')
    return {
      verdicts: results.map((result) => ({
        at: byEmail(result?.email),
        outcome: (change) => outcome(change, result),
      })),
    }
  },
  write: undefined,
  lookup: async ({ keys, matchOn, object: { name } }, { http, config: { url } }) => {
    const records = keys.map((key) => Object.fromEntries(matchOn.map((set, at) => [set, key[at]])))
    const response = await http.post(`${url}/${name}/find`, { json: { records }, isRead: true })
    if (!response.isOk) throw statusError(response)
    const found = response.json().results.filter(({ did }) => did === 'found')
    return found.map(({ stored, id }) => ({ match: stored, fields: stored, remoteId: id }))
  },
  event: async ({ changes: [change], idempotencyKey }, { http, config: { url } }) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey }
    const response = await http.post(`${url}/events`, { body: change.json, headers })
    if (!response.isOk) throw statusError(response)
    if (response.json()?.done !== true)
      throw new RevError('REV_HTTP_BODY', 'No yes.', { delivery: 'unknown' })
    return [ok(change, 'created')]
  },
  eventResend: 'key',
  submit: async ({ changes }, { http, config: { url } }) => {
    const response = await http.post(`${url}/imports`, {
      json: { records: changes.map((one) => one.fields) },
    })
    if (!response.isOk) throw statusError(response)
    const { job } = response.json() ?? {}
    if (typeof job !== 'string')
      throw new RevError('REV_HTTP_BODY', 'No job.', { delivery: 'unknown' })
    return job
  },
  close: undefined,
}

/** The connector, with some of its parts replaced. */
export function makeAcme(replaced = {}) {
  const own = { ...parts, ...replaced }
  const write =
    own.write ??
    bulkWithErrors(async (batch, ctx) => {
      const response = await own.send(batch, ctx, own.records(batch))
      own.refuse(response)
      return own.answer(response, batch)
    })
  const shared = { batch: own.batch, atomicity: 'per-record', resend: 'safe', write }
  const found = { ...shared, matchOn: own.sets }
  const member = { ...shared, matchOn: [['email']] }
  const job = asyncJob({
    submit: own.submit,
    poll: async (id, { http, config: { url } }) => {
      const { results } = (await http.get(`${url}/imports/${id}`)).json() ?? {}
      return results === undefined ? { state: 'running' } : { state: 'done' }
    },
    results: async (id, batch, { http, config: { url } }) =>
      own.answer(await http.get(`${url}/imports/${id}`), batch),
    pollEveryMs: 1,
  })
  const contacts = {
    fields: own.fields,
    isOpen: true,
    lookup: own.lookup,
    operations: { upsert: found, update: found, create: found, delete: member },
  }
  return defineDestination({
    id: 'acme',
    apiVersion: 1,
    vendor: own.vendor ?? { name: 'Acme' },
    config: own.config,
    auth: own.auth,
    network: { hosts: own.hosts },
    quotas: own.quotas,
    check: own.check,
    discover:
      own.discover ??
      (async (ctx) => ({
        objects: [
          { name: 'contacts', fields: own.fields },
          ...(await own.pages(ctx)).map((name) => ({ name, fields: { email: field('string') } })),
        ],
      })),
    objects: {
      contacts: object(own.config, contacts),
      members: object(own.config, {
        fields: { email: fields.email },
        operations: { add: member, remove: member },
      }),
      events: object(own.config, {
        fields: { email: fields.email, name: fields.name },
        operations: {
          append: {
            batch: { recordsMax: 1 },
            atomicity: 'per-record',
            resend: own.eventResend,
            write: own.event,
          },
        },
      }),
      imports: object(own.config, {
        fields: { email: fields.email },
        operations: {
          append: {
            batch: { recordsMax: 5 },
            atomicity: 'per-record',
            resend: 'unsafe',
            write: job,
          },
        },
      }),
    },
    dynamicObject: object(own.config, {
      fields: {},
      isOpen: true,
      operations: { upsert: { ...shared, matchOn: [['email']] } },
    }),
    close: own.close,
  })
}

export default makeAcme()
