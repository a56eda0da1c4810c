import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** The account of a made-up vendor, for the connector in fixtures/acme. */
export interface AcmeServer {
  readonly url: string
  readonly token: string
  /** The people of the account as JSON, by id. */
  readonly people: Map<string, string>
  /** What the next requests are answered, by method and path; `hang` never answers. */
  answer: ((request: IncomingMessage) => number | 'hang' | undefined) | undefined
  /** How many writes came. */
  writes: number
}

/** Starts the vendor on a free port; it ends with the test. */
export async function startAcme(): Promise<AcmeServer> {
  const server = createServer((request, response) => void serve(acme, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const acme: AcmeServer = {
    url: `http://127.0.0.1:${port}`,
    token: 'token-of-the-acme-account',
    people: new Map(),
    answer: undefined,
    writes: 0,
  }
  return acme
}

async function serve(
  acme: AcmeServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request)
  const [, collection, id = ''] = (request.url ?? '').split('/')
  const given = acme.answer?.(request)
  if (given === 'hang') return
  if (request.headers.authorization !== `Bearer ${acme.token}`) {
    send(response, 401, { message: 'Who are you?' })
  } else if (given !== undefined) {
    send(response, given, { message: `Answered ${given}.` })
  } else if (collection === 'me') {
    send(response, 200, { account: 'acme-1' })
  } else {
    acme.writes += 1
    write(acme, { method: request.method, id, body }, response)
  }
}

function write(
  acme: AcmeServer,
  {
    method,
    id,
    body,
  }: { readonly method: string | undefined; readonly id: string; readonly body: string },
  response: ServerResponse,
): void {
  if (method === 'DELETE') {
    acme.people.delete(id)
    send(response, 200, {})
    return
  }
  const { email } = JSON.parse(body) as { readonly email?: string }
  if (email !== undefined && !email.includes('@')) {
    send(response, 422, { message: `"${email}" is no e-mail address.` })
    return
  }
  acme.people.set(id, body)
  send(response, 200, {})
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
