import { isUtf8 } from 'node:buffer'
import { RevError } from '../errors.ts'
import type { HttpRequest, HttpResponse } from '../http-client.ts'
import { createResponse } from '../http/create-response.ts'
import { encodeBody } from '../http/encode-body.ts'
import type { ConnectorMessageOf } from '../protocol/connector-messages.ts'
import type { HostMessage } from '../protocol/host-messages.ts'
import { errorFromWire, errorToWire } from '../protocol/wire-error.ts'
import type { ChildPort, SentMessage } from './child-port.ts'

type Answer = Extract<HostMessage, { type: 'http_answer' | 'cache_answer' }>

interface PendingRequest {
  readonly title: string
  readonly freshHeaders: HttpRequest['freshHeaders']
  readonly resolve: (answer: Answer) => void
}

const asIs = (text: string): string => text

/** What the host does for a connector: requests through its gateway, and the durable map. */
export class ChildGateway {
  readonly #port: ChildPort
  readonly #pending = new Map<number, PendingRequest>()
  #requests = 0

  constructor(port: ChildPort) {
    this.#port = port
  }

  /** Sends a request on behalf of a call. Throws what the host's gateway throws. */
  async http(call: number, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const title = `${request.method} ${request.url.split('?', 1)[0] ?? ''}`
    const id = this.#requests++
    const message = httpMessage(id, call, request, title)
    const cancel = () => this.#port.send({ type: 'http_cancel', request: id })
    const answered = this.#answer(id, title, request.freshHeaders)
    try {
      this.#port.send(message)
    } catch (error) {
      this.#pending.delete(id)
      throw invalidRequest(title, error)
    }
    if (request.afterStop === true) return toResponse(title, await answered)
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
    try {
      return toResponse(title, await answered)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  /** One operation on the durable map. */
  async cache(
    operation: Pick<ConnectorMessageOf<'cache'>, 'operation' | 'keys' | 'entries'>,
  ): Promise<ReadonlyMap<string, string>> {
    const request = this.#requests++
    const answered = this.#answer(request, 'cache', undefined)
    this.#port.send({ ...operation, type: 'cache', request })
    const answer = await answered
    if (answer.error !== undefined) throw errorFromWire(answer.error)
    return new Map(answer.type === 'cache_answer' ? Object.entries(answer.entries ?? {}) : [])
  }

  /** Takes an answer of the host. */
  answered(answer: Answer): void {
    const pending = this.#pending.get(answer.request)
    this.#pending.delete(answer.request)
    pending?.resolve(answer)
  }

  /** Makes the headers that must be new for each attempt. */
  async freshHeaders({ request, id }: Extract<HostMessage, { type: 'http_headers' }>) {
    try {
      const headers = (await this.#pending.get(request)?.freshHeaders?.()) ?? {}
      this.#port.send({ type: 'http_headers', id, headers: { ...headers } })
    } catch (error) {
      this.#port.send({ type: 'http_headers', id, error: errorToWire(error) })
    }
  }

  #answer(id: number, title: string, freshHeaders: HttpRequest['freshHeaders']): Promise<Answer> {
    return new Promise((resolve) => this.#pending.set(id, { title, freshHeaders, resolve }))
  }
}

function httpMessage(id: number, call: number, request: HttpRequest, title: string): SentMessage {
  const { json: _json, body: _body, freshHeaders, headers: given, query, ...plain } = request
  try {
    const headers: Record<string, string> = { ...given }
    const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
    const encoded: Record<string, string> = isTyped ? { 'content-type': '' } : {}
    const body = encodeBody(request, encoded)
    const type = isTyped ? undefined : encoded['content-type']
    return {
      ...plain,
      type: 'http',
      request: id,
      call,
      headers: type === undefined ? headers : { ...headers, 'content-type': type },
      ...(query === undefined ? {} : { query }),
      ...bodyParts(body),
      ...(freshHeaders === undefined ? {} : { hasFreshHeaders: true }),
    }
  } catch (error) {
    throw invalidRequest(title, error)
  }
}

function bodyParts(body: string | Uint8Array | null) {
  if (body === null) return {}
  if (typeof body === 'string') return { body }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return isUtf8(bytes) ? { body: bytes.toString('utf8') } : { bodyBase64: bytes.toString('base64') }
}

function invalidRequest(title: string, error: unknown): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError)) return error
  return new RevError('REV_HTTP_REQUEST', `Failed to send ${title}: ${error.message}`, {
    delivery: 'not-sent',
  })
}

function toResponse(title: string, answer: Answer): HttpResponse {
  if (answer.error !== undefined) throw errorFromWire(answer.error)
  const {
    status = 0,
    headers = {},
    body,
    bodyBase64,
  } = answer as Extract<HostMessage, { type: 'http_answer' }>
  const bytes =
    bodyBase64 === undefined ? Buffer.from(body ?? '', 'utf8') : Buffer.from(bodyBase64, 'base64')
  return createResponse({ title, redact: asIs }, status, headers, bytes)
}
