import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  bearer,
  defineDestination,
  field,
  isRevError,
  object,
  ok,
  rejected,
  RevError,
  secret,
  type Batch,
  type Destination,
  type Outcome,
} from '@revetl/sdk'
import * as z from 'zod'

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
    if (route === 'GET /me') return { status: 200, answer: { id: 'acme-1' } }
    if (route === 'POST /contacts') {
      const records = JSON.parse(body) as { email: string; name?: string }[]
      const results = records.map(({ email, name }) => {
        if (name === 'bad') return { email, error: 'The name is bad.' }
        contacts.set(email, { email, name })
        return { email }
      })
      return { status: 200, answer: results.toReversed() }
    }
    return { status: 404, answer: { message: 'no such route' } }
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

const config = z.object({
  url: z.url().meta({ title: 'Address' }),
  token: secret(z.string().min(1)).describe('Made in the settings of Acme.'),
})
type Config = z.infer<typeof config>
const fields = { email: field('string', { unique: true }), name: field('string') }
type Write = (batch: Batch<typeof fields>) => Promise<readonly Outcome[]>

/** A connector for the CRM; `write` replaces its own, for tests of answers that a good connector never gives. */
export function acme(write?: Write): Destination<Config> {
  return defineDestination({
    id: 'acme',
    apiVersion: 1,
    vendor: { name: 'Acme' },
    config,
    auth: ({ token }) => bearer(token),
    network: { hosts: ({ url }) => [new URL(url).host] },
    check: async ({ http, config: { url, token }, log }) => {
      log.info(`checking with ${token}`, { token })
      const response = await http.get(`${url}/me`)
      if (response.status !== 200)
        throw new RevError('REV_AUTH_INVALID', 'Failed to check: refused.')
      return { account: { id: (response.json() as { id: string }).id } }
    },
    discover: async () => ({ objects: [{ name: 'contacts', fields }] }),
    objects: {
      contacts: object(config, {
        fields,
        operations: {
          upsert: {
            matchOn: [['email']],
            batch: { recordsMax: 3 },
            atomicity: 'per-record',
            resend: 'safe',
            write: async (batch, { http, config: { url } }) => {
              if (write !== undefined) return write(batch)
              const body = `[${batch.changes.map(({ json }) => json).join()}]`
              const response = await http.post(`${url}/contacts`, {
                body,
                headers: { 'content-type': 'application/json' },
              })
              return outcomesOf(batch, response.json())
            },
          },
        },
      }),
    },
  })
}

function outcomesOf(batch: Batch<typeof fields>, answer: unknown): Outcome[] {
  const results = answer as { email: string; error?: string }[]
  return results.flatMap(({ email, error }) => {
    const change = batch.changes.find((one) => one.fields.email === email)
    if (change === undefined) return []
    return [error === undefined ? ok(change) : rejected(change, { message: error })]
  })
}

/** The code of the `RevError` that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return isRevError(error) ? error.code : String(error)
}
