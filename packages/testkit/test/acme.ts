import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  annotate,
  bearer,
  bulkWithErrors,
  changeIdsBy,
  defineDestination,
  field,
  isRevError,
  object,
  ok,
  rejected,
  secret,
  skipped,
  type Destination,
  type Outcome,
  type ValueRecord,
  type Write,
} from '@revetl/sdk'
import * as z from 'zod'
import type { WriteCase } from '../src/index.ts'

/** A made-up CRM, kept in memory. */
export interface AcmeServer extends AsyncDisposable {
  readonly url: string
  readonly contacts: Map<string, unknown>
  readonly requests: readonly string[]
}

export const acmeToken = 'acme-token-0123456789'

/** Starts the CRM on a free port. */
export async function startAcme(): Promise<AcmeServer> {
  const contacts = new Map<string, unknown>()
  const requests: string[] = []
  const server = createServer((message, response) => {
    void text(message).then((body) => {
      requests.push(`${message.method} ${message.url}`)
      const { status, answer } = answerTo(`${message.method} ${message.url}`, body)
      const isKnown = message.headers.authorization === `Bearer ${acmeToken}`
      response.writeHead(isKnown ? status : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isKnown ? answer : { message: 'bad token' }))
    })
  })
  const answerTo = (route: string, body: string): { status: number; answer: unknown } => {
    if (route === 'POST /contacts/find') {
      const emails = JSON.parse(body) as string[]
      return { status: 200, answer: emails.flatMap((email) => contacts.get(email) ?? []) }
    }
    if (route === 'GET /me') return { status: 200, answer: { id: 'acme-1' } }
    const [, operation] = /^POST \/contacts\/(\w+)$/.exec(route) ?? []
    if (operation === undefined) return { status: 404, answer: { message: 'no such route' } }
    const records = JSON.parse(body) as AcmeRecord[]
    const results = records.map((record) => ({
      email: record.email,
      result: applyTo(contacts, operation, record),
    }))
    return { status: 200, answer: results.toReversed() }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    contacts,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface AcmeRecord {
  readonly email: string
  readonly name?: string
}

function applyTo(contacts: Map<string, unknown>, operation: string, record: AcmeRecord): string {
  const { email, name } = record
  const isThere = contacts.has(email)
  if (name === 'bad') return 'The name is bad.'
  if (operation === 'update' && !isThere) return 'missing'
  if (operation === 'create' && isThere) return 'exists'
  if (operation === 'delete') contacts.delete(email)
  else contacts.set(email, { ...(contacts.get(email) as object), ...record })
  return 'done'
}

const config = z.object({
  url: z.url().meta({ title: 'Address', description: 'Where Acme is.' }),
  token: annotate(secret(z.string().min(1)), {
    title: 'Token',
    description: 'Made in the settings of Acme.',
  }),
  region: z
    .enum(['eu', 'us'])
    .default('eu')
    .meta({ title: 'Region', description: 'Where the data is kept.' }),
})
type Config = z.infer<typeof config>
const fields = {
  email: field('string', { unique: true }),
  name: field('string'),
  score: field('decimal'),
}
type Fields = typeof fields

/** A connector for the CRM; `write` replaces its own, for answers that a good connector never gives. */
export function acme(write: Write<Fields, Config> = writeContacts): Destination<Config> {
  const operation = {
    matchOn: [['email']],
    batch: { recordsMax: 5 },
    atomicity: 'per-record',
    resend: 'safe',
    write,
  } as const
  return defineDestination({
    id: 'acme',
    apiVersion: 1,
    vendor: { name: 'Acme' },
    config,
    auth: ({ token }) => bearer(token),
    network: { hosts: ({ url }) => [new URL(url).host] },
    check: async ({ http, config: { url } }) => {
      const response = await http.get(`${url}/me`)
      return { account: { id: (response.json() as { id: string }).id } }
    },
    discover: async () => ({ objects: [{ name: 'contacts', fields }] }),
    objects: {
      contacts: object(config, {
        fields,
        lookup: async ({ keys }, { http, config: { url } }) => {
          const response = await http.post(`${url}/contacts/find`, { json: keys.flat() })
          const found = response.json() as unknown as AcmeRecord[]
          return found.map(({ email, ...rest }) => ({ match: { email }, fields: rest }))
        },
        operations: { upsert: operation, update: operation, create: operation, delete: operation },
      }),
    },
  })
}

const writeContacts: Write<Fields, Config> = bulkWithErrors(
  async (batch, { http, config: { url } }) => {
    const response = await http.post(`${url}/contacts/${batch.operation}`, {
      body: `[${batch.changes.map(({ json }) => json).join()}]`,
      headers: { 'content-type': 'application/json' },
    })
    const byEmail = changeIdsBy(batch, 'email')
    const results = response.json() as unknown as { email: string; result: string }[]
    return {
      verdicts: results.map(({ email, result }) => ({
        at: byEmail(email),
        outcome: (change) => outcomeOf(change, result),
      })),
    }
  },
)

function outcomeOf(change: { readonly id: string }, result: string): Outcome {
  if (result === 'done') return ok(change)
  if (result === 'missing') return skipped(change, 'no-match')
  return result === 'exists' ? skipped(change, 'exists') : rejected(change, { message: result })
}

/** The code of the `RevError` that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return isRevError(error) ? error.code : String(error)
}

const record = (index: number): ValueRecord => ({
  email: `r${index}@example.com`,
  name: 'Ada',
  score: 1.5,
})
const badRecord = (index: number): ValueRecord => ({ ...record(index), name: 'bad' })
const prepare: WriteCase['prepare'] = (records, destination) =>
  destination.write({ object: 'contacts', operation: 'upsert', records })

/** A case for each operation of the connector. */
export const acmeCases: readonly WriteCase[] = [
  { object: 'contacts', operation: 'upsert', record, badRecord },
  { object: 'contacts', operation: 'create', record, badRecord },
  { object: 'contacts', operation: 'update', record, badRecord, prepare },
  { object: 'contacts', operation: 'delete', record, prepare },
]
