import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** A request as it came off the socket. */
export interface RawRequest {
  /** The request line and the headers. */
  readonly head: string
  /** As much of the body as had come. */
  readonly body: Buffer
  /** Counts the requests of a server from 0. */
  readonly index: number
}

/** What a server can do to a connection. */
export interface RawConnection {
  /** Writes bytes as they are, HTTP or not. */
  write(bytes: string | Uint8Array): void
  /** Closes properly, after what was written. */
  end(bytes?: string | Uint8Array): void
  /** Resets: the other side sees ECONNRESET. */
  reset(): void
}

/** How a raw server listens. */
export interface RawServerOptions {
  /** `::1` for a server that only IPv6 reaches. */
  readonly host?: '127.0.0.1' | '::1'
  /** Speaks TLS with these options. */
  readonly tls?: TlsOptions
  /** Calls the handler as soon as so many bytes of the body have come; 0 for right after the head. Default: all. */
  readonly bodyBytes?: number
  /** Called for each connection before anything is read. */
  readonly onConnection?: (connection: RawConnection) => void
}

/** A server that answers with bytes and knows no HTTP of its own. */
export interface RawServer extends AsyncDisposable {
  readonly port: number
  /** `http://` or `https://`, with the port and a slash. */
  readonly url: string
  readonly requests: readonly RawRequest[]
  readonly connections: number
}

/** Decides what becomes of a request; it may do nothing, which is a server that hangs. */
export type RawHandler = (connection: RawConnection, request: RawRequest) => void | Promise<void>

/** Starts a raw server on a free port; `await using` stops it and drops its connections. */
export async function startRawServer(
  handle: RawHandler,
  options: RawServerOptions = {},
): Promise<RawServer> {
  const requests: RawRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const serve = (socket: Socket) => {
    connections += 1
    const connection = connectionOf(socket)
    options.onConnection?.(connection)
    readRequests(socket, options.bodyBytes, (head, body) => {
      const request = { head, body, index: requests.length }
      requests.push(request)
      void handle(connection, request)
    })
  }
  const server: Server =
    options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  const { host = '127.0.0.1', tls } = options
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://${host === '::1' ? '[::1]' : host}:${port}/`,
    requests,
    get connections() {
      return connections
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

function connectionOf(socket: Socket): RawConnection {
  socket.on('error', () => {})
  return {
    write: (bytes) => void socket.write(bytes),
    end: (bytes) => void (bytes === undefined ? socket.end() : socket.end(bytes)),
    reset: () => void socket.resetAndDestroy(),
  }
}

/** Calls `onRequest` for each request of a connection, as soon as enough of its body is there. */
function readRequests(
  socket: Socket,
  bodyBytes: number | undefined,
  onRequest: (head: string, body: Buffer) => void,
): void {
  let buffered = Buffer.alloc(0)
  let isHandled = false
  socket.on('data', (piece: Buffer) => {
    buffered = Buffer.concat([buffered, piece])
    for (;;) {
      const headBytes = buffered.indexOf('\r\n\r\n')
      if (headBytes < 0) return
      const head = buffered.subarray(0, headBytes).toString('latin1')
      const body = buffered.subarray(headBytes + 4)
      const wholeBytes = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (!isHandled && body.length >= Math.min(bodyBytes ?? wholeBytes, wholeBytes)) {
        isHandled = true
        onRequest(head, Buffer.from(body.subarray(0, wholeBytes)))
      }
      if (body.length < wholeBytes) return
      buffered = body.subarray(wholeBytes)
      isHandled = false
    }
  })
}
