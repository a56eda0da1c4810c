import { createClient, type CallOptions } from '@connectrpc/connect'
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'
import type { Project } from '../client.ts'
import { arrowFormat, service, type Answer, type Session } from './messages.ts'

// What may be on its way and unread: more than a long line needs, and little beside a page.
const windowBytes = 4 * 2 ** 20

const openMs = 30_000
const connectMs = 10_000

// A peer that is gone without a word is noticed.
const pings = { pingIntervalMs: 60_000, pingTimeoutMs: 20_000, connectTimeoutMs: connectMs }

/** The Storage Read API at an end point, for the account of a project. */
export class ReadClient implements Disposable {
  readonly #project: Project
  readonly #connection: Http2SessionManager
  readonly #api: ReadApi

  constructor(project: Project, endpoint: string) {
    const baseUrl = new URL(endpoint).origin
    this.#project = project
    this.#connection = new Http2SessionManager(baseUrl, pings, {
      settings: { initialWindowSize: windowBytes },
    })
    const sessionManager = withWindow(this.#connection)
    const transport = createGrpcTransport({ baseUrl, sessionManager, acceptCompression: [] })
    // The messages are described at run time, where the compiler does not see them.
    this.#api = createClient(service, transport) as unknown as ReadApi
  }

  /**
   * Opens a session of one stream: of several, none would have the order of the table.
   * https://cloud.google.com/bigquery/docs/reference/storage/rpc/google.cloud.bigquery.storage.v1#createreadsessionrequest (read 2026-11-28)
   */
  async open(parent: string, table: string, signal: AbortSignal): Promise<Session> {
    const headers = await this.#headers('read_session.table', table)
    const request = { parent, readSession: { table, dataFormat: arrowFormat }, maxStreamCount: 1 }
    return this.#api.createReadSession(request, { headers, signal, timeoutMs: openMs })
  }

  /** The answers of a stream from an offset on; no more are on their way than the window takes. One that is left goes on until the connection is closed. */
  async *read(
    readStream: string,
    offset: number,
    signal: AbortSignal,
  ): AsyncGenerator<Answer, void> {
    const headers = await this.#headers('read_stream', readStream)
    const request = { readStream, offset: BigInt(offset) }
    yield* this.#api.readRows(request, { headers, signal })
  }

  /** Closes the connection; what still runs on it ends. */
  [Symbol.dispose](): void {
    this.#connection.abort()
  }

  /** The account as the REST API has it, and which of Google's servers the call is for. */
  async #headers(name: string, value: string): Promise<Readonly<Record<string, string>>> {
    const params = `${name}=${encodeURIComponent(value)}`
    return { ...(await this.#project.headers()), 'x-goog-request-params': params }
  }
}

interface ReadApi {
  createReadSession(request: object, options: CallOptions): Promise<Session>
  readRows(request: object, options: CallOptions): AsyncIterable<Answer>
}

/** The window of the settings is that of each stream; the connection's stays at 64 kB unless it is asked for. */
function withWindow(
  connection: Http2SessionManager,
): Pick<Http2SessionManager, 'authority' | 'request' | 'notifyResponseByteRead'> {
  return {
    authority: connection.authority,
    request: async (...args) => {
      const stream = await connection.request(...args)
      stream.session?.setLocalWindowSize(windowBytes)
      return stream
    },
    notifyResponseByteRead: (stream) => connection.notifyResponseByteRead(stream),
  }
}
