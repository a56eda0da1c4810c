import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { OperationName } from '@revetl/sdk'
import { openDestination, type DestinationOptions, type OpenDestination } from '@revetl/testkit'
import destination from '../src/index.ts'

/** A request as it came over the wire. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the API answers. */
export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** An API on 127.0.0.1 that answers what a test says. */
export interface Api extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
}

export async function startApi(answer: Answer | ((request: Received) => Answer)): Promise<Api> {
  const received: Received[] = []
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { method = '', url = '', headers } = message
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() }
      received.push(request)
      const reply = typeof answer === 'function' ? answer(request) : answer
      const type = reply.json === undefined ? {} : { 'content-type': 'application/json' }
      response.writeHead(reply.status ?? 200, { ...type, ...reply.headers })
      response.end(reply.json === undefined ? (reply.body ?? '') : JSON.stringify(reply.json))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Opens the destination for an API with one object, `contacts`. */
export function openApi(
  api: Api,
  operations: { readonly [Name in OperationName]?: object },
  config: object = {},
  options: Partial<DestinationOptions> = {},
): Promise<OpenDestination> {
  return openDestination(destination, {
    config: { baseUrl: `${api.url}/v1`, objects: { contacts: { operations } }, ...config },
    egressAllow: ['127.0.0.1/32'],
    ...options,
  })
}

/** Three people with made-up addresses. */
export const people = [
  { id: 1, email: 'ann@example.com' },
  { id: 2, email: 'bob@example.com' },
  { id: 3, email: 'cyd@example.com' },
]
