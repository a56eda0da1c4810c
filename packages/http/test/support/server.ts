import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server got it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** By the monotonic clock. */
  readonly atMs: number
}

/** A real server on the loopback. */
export interface LocalServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  readonly server: Server
  /** Whether a request waits for its answer. */
  readonly isBusy: () => boolean
}

type Handler = (request: Received, response: ServerResponse, index: number) => void | Promise<void>

/** Starts a server that records what it gets and answers with `handle`. */
export async function localServer(handle: Handler): Promise<LocalServer> {
  const received: Received[] = []
  let busy = 0
  const listener: RequestListener = (request, response) => {
    const atMs = performance.now()
    const chunks: Buffer[] = []
    busy += 1
    response.on('close', () => (busy -= 1))
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const entry = { method, url, headers, body: Buffer.concat(chunks), atMs }
      received.push(entry)
      void handle(entry, response, received.length - 1)
    })
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    server,
    isBusy: () => busy > 0,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
