import type { Gateway, GatewayCall } from '@revetl/http'
import { isRevError, RevError, type Cache, type Clock, type HttpRequest } from '@revetl/sdk'
import {
  errorFromWire,
  errorToWire,
  fromBodyParts,
  fromRecordsBody,
  type ConnectorMessageOf,
  type HostMessage,
} from '@revetl/sdk/protocol'
import { readingCall } from '../gateway-call.ts'
import type { PendingCall } from './pending-call.ts'

// More than any connector has use for; the rest would only wait in memory.
const requestsMax = 1000

/** What one life of a connector is served with. */
export interface RequestDesk {
  readonly gateway: Gateway
  readonly cache: Cache
  readonly clock: Clock
  readonly callOf: (call: number) => PendingCall | undefined
  /** Sends a message, with the body of an answer. */
  readonly send: (message: HostMessage, body?: Uint8Array) => void
  /** Tells of an attempt to reach what was not declared. */
  readonly report: (message: string) => void
}

/** Does for a connector what it may not do itself: requests through the gateway, and the durable map. */
export class RequestServer {
  readonly #desk: RequestDesk
  readonly #running = new Map<number, AbortController>()
  readonly #headers = new Map<number, (answer: ConnectorMessageOf<'http_headers'>) => void>()
  #asked = 0

  constructor(desk: RequestDesk) {
    this.#desk = desk
  }

  /** Answers an `http`; `bytes` is the body that followed it. */
  async http(message: ConnectorMessageOf<'http'>, bytes: Buffer | undefined): Promise<void> {
    const { request, call } = message
    const { send, clock } = this.#desk
    const pending = this.#desk.callOf(call)
    // A reader that has left waits for nothing, and what it left running is stopped all the same.
    const terms = pending?.gateway ?? (message.afterStop === true ? endedCall() : undefined)
    if (terms === undefined || this.#running.size >= requestsMax) {
      send({ type: 'http_answer', request, error: errorToWire(refusal(pending)) as never })
      return
    }
    const abort = new AbortController()
    this.#running.set(request, abort)
    pending?.requestStarted()
    try {
      const signal = AbortSignal.any([terms.signal, abort.signal])
      const { http } = this.#desk.gateway.client({ ...terms, signal })
      const response = await http.request(
        this.#requestOf(message, bytes ?? bodyOf(message, pending)),
      )
      const { status, headers } = response
      send({ type: 'http_answer', request, status, headers: { ...headers } }, response.bytes)
    } catch (error) {
      if (isRevError(error) && error.code === 'REV_NETWORK_FORBIDDEN') {
        this.#desk.report(error.message)
      }
      send({ type: 'http_answer', request, error: errorToWire(error) as never })
    } finally {
      this.#running.delete(request)
      pending?.requestEnded(clock.monotonicMs())
    }
  }

  /** Nobody waits for the answer any more. */
  cancel(request: number): void {
    this.#running
      .get(request)
      ?.abort(new RevError('REV_RUN_CANCELLED', 'The request was cancelled by its connector.'))
  }

  /** Takes fresh headers that were asked for. */
  headers(message: ConnectorMessageOf<'http_headers'>): void {
    this.#headers.get(message.id)?.(message)
    this.#headers.delete(message.id)
  }

  /** Answers a `cache`. */
  async cache({ request, operation, keys = [], entries = {} }: ConnectorMessageOf<'cache'>) {
    const { cache, send } = this.#desk
    try {
      if (operation === 'set') await cache.set(new Map(Object.entries(entries)))
      if (operation === 'delete') await cache.delete(keys)
      const found = operation === 'get' ? await cache.get(keys) : new Map<string, string>()
      send({ type: 'cache_answer', request, entries: Object.fromEntries(found) })
    } catch (error) {
      send({ type: 'cache_answer', request, error: errorToWire(error) as never })
    }
  }

  /** The connector is gone: what runs for it is stopped. */
  end(error: Error): void {
    for (const abort of this.#running.values()) abort.abort(error)
    for (const [id, answer] of this.#headers) {
      answer({ type: 'http_headers', id, error: { message: error.message } })
    }
    this.#headers.clear()
  }

  #requestOf(message: ConnectorMessageOf<'http'>, body: string | Buffer | undefined): HttpRequest {
    const { method, url, query, headers, hasFreshHeaders } = message
    const { timeoutMs, patienceMs, answerBytesMax, resendable } = message
    const { isRead, cost, records, quotaKey, anonymous, afterStop } = message
    return {
      method,
      url,
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(patienceMs === undefined ? {} : { patienceMs }),
      ...(answerBytesMax === undefined ? {} : { answerBytesMax }),
      ...(resendable === undefined ? {} : { resendable }),
      ...(isRead === undefined ? {} : { isRead }),
      ...(cost === undefined ? {} : { cost }),
      ...(records === undefined ? {} : { records }),
      ...(quotaKey === undefined ? {} : { quotaKey }),
      ...(anonymous === undefined ? {} : { anonymous }),
      ...(afterStop === undefined ? {} : { afterStop }),
      ...(hasFreshHeaders === true ? { freshHeaders: () => this.#fresh(message.request) } : {}),
    }
  }

  #fresh(request: number): Promise<Readonly<Record<string, string>>> {
    const id = this.#asked++
    return new Promise((resolve, reject) => {
      this.#headers.set(id, ({ headers = {}, error }) => {
        if (error === undefined) resolve(headers)
        else reject(errorFromWire(error))
      })
      this.#desk.send({ type: 'http_headers', request, id })
    })
  }
}

function bodyOf(
  message: ConnectorMessageOf<'http'>,
  pending: PendingCall | undefined,
): string | Buffer | undefined {
  if (message.recordsBody === undefined) return fromBodyParts(message)
  if (pending?.records !== undefined) {
    return fromRecordsBody(message.recordsBody, pending.records())
  }
  throw new RevError('REV_HTTP_REQUEST', 'Failed to send a request: its call has no records.', {
    delivery: 'not-sent',
  })
}

function endedCall(): GatewayCall {
  return readingCall(AbortSignal.abort())
}

function refusal(pending: PendingCall | undefined): RevError {
  const why =
    pending === undefined
      ? 'its call has ended'
      : `${requestsMax} requests of the connector are under way already`
  return new RevError('REV_HTTP_REQUEST', `Failed to send a request of the connector: ${why}.`, {
    delivery: 'not-sent',
  })
}
