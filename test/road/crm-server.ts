import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Person = Readonly<Record<string, unknown>>

/** The account of the vendor that a scaffold is for, on 127.0.0.1. */
export interface Crm extends AsyncDisposable {
  readonly url: string
  readonly key: string
  readonly people: ReadonlyMap<string, Person>
}

/** Starts it: it is written from the documents of the template, not from its simulator. */
export async function startCrm(): Promise<Crm> {
  const people = new Map<string, Person>()
  const key = 'key-of-the-road'
  const server = createServer((request, response) => {
    void answer(request, response, { people, key })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    people,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  account: { readonly people: Map<string, Person>; readonly key: string },
): Promise<void> {
  const send = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  if (request.headers['x-api-key'] !== account.key) return send(401, { reason: 'unknown key' })
  if (request.url === '/v1/account') return send(200, { id: 'account-of-the-road' })
  if (request.method === 'GET') return send(...tableAnswer(request.url ?? ''))
  const body = (await json(request)) as { people?: readonly Person[] }
  for (const person of body.people ?? []) account.people.set(String(person['email']), person)
  return send(200, { accepted: body.people?.length ?? 0, errors: [] })
}

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'email', type: 'text' },
  { name: 'name', type: 'text' },
]
const rows = [
  [1, 'ada@example.com', 'Ada'],
  [2, 'grace@example.com', 'Grace'],
  [3, 'edsger@example.com', null],
]

/** What a new source is told: one table, whose rows fit on one page. */
function tableAnswer(url: string): [number, object] {
  const { pathname, searchParams } = new URL(url, 'http://crm.invalid')
  if (pathname === '/v1/tables/people') return [200, { name: 'people', columns }]
  if (pathname !== '/v1/tables/people/rows') return [404, { reason: 'no such table' }]
  const asked = (searchParams.get('columns') ?? '').split(',')
  const places = asked.map((name) => columns.findIndex((column) => column.name === name))
  const page = rows.map((row) => places.map((place) => row[place]))
  return [200, { rows: page, next: null, total: rows.length }]
}
