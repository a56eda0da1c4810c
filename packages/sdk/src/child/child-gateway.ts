import { RevError } from '../errors.ts'
import type { HttpRequest, HttpResponse } from '../http-client.ts'
import { createResponse } from '../http/create-response.ts'
import { encodeBody } from '../http/encode-body.ts'
import { fromBodyParts } from '../protocol/body-parts.ts'
import type { ConnectorMessageOf } from '../protocol/connector-messages.ts'
import type { HostMessage } from '../protocol/host-messages.ts'
import { toRecordsBody } from '../protocol/records-body.ts'
import { errorFromWire, errorToWire } from '../protocol/wire-error.ts'
import type { ChildPort, SentMessage } from './child-port.ts'

type AnswerMessage = Extract<HostMessage, { type: 'http_answer' | 'cache_answer' }>

/** The call on whose behalf a request is made. */
export interface CallTarget {
  readonly call: number
  /** The records of a write, as they came. */
  readonly records?: readonly string[]
}

interface Answer {
  readonly message: AnswerMessage
  /** What followed the message. */
  readonly bytes: Buffer | undefined
}

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
  async http(
    { call, records = [] }: CallTarget,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const title = `${request.method} ${request.url.split('?', 1)[0] ?? ''}`
    const id = this.#requests++
    const { message, body } = httpMessage(id, call, request, title)
    const cancel = () => this.#port.send({ type: 'http_cancel', request: id })
    const answered = this.#answer(id, title, request.freshHeaders)
    try {
      this.#send(message, body, records)
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
    const { message: answer } = await answered
    if (answer.error !== undefined) throw errorFromWire(answer.error)
    return new Map(answer.type === 'cache_answer' ? Object.entries(answer.entries ?? {}) : [])
  }

  /** Takes an answer of the host. */
  answered(message: AnswerMessage, bytes: Buffer | undefined): void {
    const pending = this.#pending.get(message.request)
    this.#pending.delete(message.request)
    pending?.resolve({ message, bytes })
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

  /** Sends a request. A body that is made of the records does not go back: the host has them. */
  #send(message: SentMessage, body: SentRequest['body'], records: readonly string[]): void {
    const parts =
      this.#port.protocol === 1 || typeof body !== 'string'
        ? undefined
        : toRecordsBody(body, records)
    if (parts === undefined) this.#port.send(message, body)
    else this.#port.send({ ...message, recordsBody: parts })
  }

  #answer(id: number, title: string, freshHeaders: HttpRequest['freshHeaders']): Promise<Answer> {
    return new Promise((resolve) => this.#pending.set(id, { title, freshHeaders, resolve }))
  }
}

interface SentRequest {
  readonly message: SentMessage
  readonly body: string | Uint8Array | undefined
}

function httpMessage(id: number, call: number, request: HttpRequest, title: string): SentRequest {
  const { json: _json, body: _body, freshHeaders, headers: given, query, ...plain } = request
  try {
    const headers: Record<string, string> = { ...given }
    const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
    const encoded: Record<string, string> = isTyped ? { 'content-type': '' } : {}
    const body = encodeBody(request, encoded)
    const type = isTyped ? undefined : encoded['content-type']
    const message: SentMessage = {
      ...plain,
      // Said by whoever sends it, and never by a connector.
      bytes: undefined,
      recordsBody: undefined,
      type: 'http',
      request: id,
      call,
      headers: type === undefined ? headers : { ...headers, 'content-type': type },
      ...(query === undefined ? {} : { query }),
      ...(freshHeaders === undefined ? {} : { hasFreshHeaders: true }),
    }
    return { message, body: body ?? undefined }
  } catch (error) {
    throw invalidRequest(title, error)
  }
}

function invalidRequest(title: string, error: unknown): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError)) return error
  return new RevError('REV_HTTP_REQUEST', `Failed to send ${title}: ${error.message}`, {
    delivery: 'not-sent',
  })
}

function toResponse(title: string, { message, bytes }: Answer): HttpResponse {
  if (message.error !== undefined) throw errorFromWire(message.error)
  const answer = message as Extract<HostMessage, { type: 'http_answer' }>
  const { status = 0, headers = {} } = answer
  const body = bytes ?? Buffer.from(fromBodyParts(answer) ?? '')
  return createResponse({ title, redact: asIs }, status, headers, body)
}
