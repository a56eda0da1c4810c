// A destination that uses everything that a host does for a connector, for tests of the child host.
import { defineDestination, ok, rejected } from '@revetl/sdk'

let attempts = 0
const freshHeaders = () => ({ 'x-attempt': String((attempts += 1)) })

/** @type {Record<string, (ctx: any, change: any) => Promise<unknown>>} */
const deeds = {
  async fresh({ http, config }) {
    const options = { body: '{}', headers: { 'x-fixed': 'yes' }, freshHeaders }
    return (await http.post(`${config.url}/fresh`, options)).status
  },
  async bytes({ http, config }) {
    const body = new Uint8Array([0, 255, 128, 10])
    const answer = await http.post(`${config.url}/echo`, { body })
    return [...answer.bytes]
  },
  async exact({ http, config }, change) {
    const answer = await http.post(`${config.url}/echo`, { json: change.fields })
    return answer.text()
  },
  async fetch({ fetch, config }) {
    const answer = await fetch(`${config.url}/echo`, { method: 'POST', body: 'by fetch' })
    return [answer.status, await answer.text()]
  },
  async cache({ cache }) {
    const before = await cache.get(['a', 'b'])
    await cache.set(new Map([['a', '1']]))
    const after = await cache.get(['a', 'b'])
    await cache.delete(['a'])
    return [before.size, after.get('a'), (await cache.get(['a'])).size]
  },
  async log({ log, config }) {
    log.info(`the token is ${config.token}`, { list: [1], token: config.token })
    return 'logged'
  },
  async refused({ http, config }) {
    const errors = []
    for (const url of ['https://elsewhere.example/', `${config.url}/a b`, config.url]) {
      const json = url === config.url ? { score: Number.NaN } : {}
      await http
        .post(url, { json })
        .catch((error) => errors.push(`${error.code} ${error.delivery}`))
    }
    return errors
  },
  async hasty({ http, config }) {
    const sent = http.post(`${config.url}/busy`, { json: {}, patienceMs: 10 })
    return sent.catch((error) => [error.code, error.delivery, error.afterMs])
  },
  async large({ http, config }) {
    const sizes = []
    for (const options of [{}, { answerBytesMax: 10 * 1024 * 1024 }]) {
      const sent = http.get(`${config.url}/large`, options)
      sizes.push(
        await sent.then(
          ({ bytes }) => bytes.length,
          (error) => error.code,
        ),
      )
    }
    return sizes
  },
  async auth({ http, config }) {
    return (await http.get(`${config.url}/auth`)).text()
  },
}

export default defineDestination({
  id: 'gateway',
  apiVersion: 1,
  vendor: { name: 'Gateway' },
  config: {
    '~standard': { version: 1, vendor: 'rev', validate: (/** @type {any} */ value) => ({ value }) },
  },
  configJsonSchema: { type: 'object' },
  auth: ({ token, grant }) => grant ?? { kind: 'bearer', token },
  network: { hosts: ({ url }) => [new URL(url).hostname] },
  quotas: () => [{ kind: 'concurrency', id: 'gateway', max: 2 }],
  check: async () => ({ account: { id: 'gateway' } }),
  discover: async (_ctx, request) => ({
    objects: (request?.objects ?? ['everything']).map((name) => ({ name, fields: {} })),
  }),
  objects: {
    deeds: {
      fields: {},
      isOpen: true,
      operations: {
        append: {
          batch: { recordsMax: 10, uniqueBy: 'none' },
          atomicity: 'per-record',
          resend: 'safe',
          write: async ({ changes: [change] }, ctx) => {
            const result = await deeds[change.fields.deed](ctx, change)
            const message = JSON.stringify(result)
            // Success without a request would be refused; the message carries what is asked for.
            return change.fields.isOk ? [ok(change)] : [rejected(change, { message })]
          },
        },
      },
    },
  },
})
