import type { Clock } from '@revetl/sdk'
import type { Dispatcher } from 'undici'
import type { Transport } from '../options.ts'
import type { Deadline, Deadlines } from './deadlines.ts'
import type { Phase } from './failure-verdict.ts'

/** One attempt, ready for the socket. */
export interface WireRequest {
  readonly origin: string
  readonly path: string
  readonly method: string
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: Uint8Array | string | null
  readonly totalMs: number
  /** The largest body before decoding. */
  readonly bodyBytesMax: number
  readonly signal: AbortSignal
  /** Called right before the first byte. */
  readonly onSend: () => void
  /** Called when the last byte was written. */
  readonly onSent: (atMs: number) => void
}

/** What came back, as it came: the body is neither decoded nor judged. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly raw: Buffer
  /** The body did not arrive whole; the status and headers did. */
  readonly bodyFailure: WireFailure | undefined
}

/** When the parts of an attempt happened, by the monotonic clock. */
export interface WireTimes {
  sentMs: number | undefined
  answeredMs: number | undefined
}

/** Why no answer came. */
export class WireFailure extends Error {
  readonly phase: Phase
  readonly code: string

  constructor(phase: Phase, cause: unknown) {
    super('the exchange failed', { cause })
    this.phase = phase
    this.code = codeOf(cause)
  }
}

/** Where attempts go out. */
export interface Wire {
  readonly transport: Transport
  readonly deadlines: Deadlines
  readonly clock: Clock
  /** The largest body before decoding. */
  readonly rawBytesMax: number
}

/**
 * Sends one request and collects its answer.
 *
 * undici's `dispatch` rather than its `request`, because only the handler learns whether the first byte was written,
 * which is what tells "not sent" from "unknown"; it also spares a stream an answer.
 */
export function exchange(wire: Wire, request: WireRequest, times: WireTimes): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const attempt = new Attempt(wire, request, times, resolve, reject)
    attempt.start()
  })
}

class Attempt implements Dispatcher.DispatchHandler, Deadline {
  readonly endMs: number
  readonly #wire: Wire
  readonly #request: WireRequest
  readonly #times: WireTimes
  readonly #resolve: (answer: WireAnswer) => void
  readonly #reject: (failure: WireFailure) => void
  readonly #onAbort = () => this.#end(this.#request.signal.reason)
  #phase: Phase = 'connecting'
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false
  #ticket: number | undefined
  #status = 0
  #headers: Record<string, string> = {}
  #chunks: Buffer[] = []
  #rawBytes = 0

  constructor(
    wire: Wire,
    request: WireRequest,
    times: WireTimes,
    resolve: (answer: WireAnswer) => void,
    reject: (failure: WireFailure) => void,
  ) {
    this.#wire = wire
    this.#request = request
    this.#times = times
    this.#resolve = resolve
    this.#reject = reject
    this.endMs = wire.clock.monotonicMs() + request.totalMs
  }

  start(): void {
    const { origin, path, method, headers, body, signal } = this.#request
    if (signal.aborted) return this.#end(signal.reason)
    signal.addEventListener('abort', this.#onAbort)
    this.#ticket = this.#wire.deadlines.add(this)
    try {
      this.#wire.transport.dispatch({ origin, path, method, headers, body }, this)
    } catch (error) {
      this.#end(error)
    }
  }

  expire(): void {
    this.#end(Object.assign(new Error('the total time is over'), { code: 'REV_TOTAL_TIMEOUT' }))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) return controller.abort(new Error('ended before it was sent'))
    this.#controller = controller
    // What this throws ends the attempt before its first byte.
    this.#request.onSend()
    this.#phase = 'sending'
    this.#times.sentMs = this.#wire.clock.monotonicMs()
  }

  onRequestSent(): void {
    this.#phase = 'waiting'
    this.#times.sentMs = this.#wire.clock.monotonicMs()
    this.#request.onSent(this.#times.sentMs)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx answers announce; the real one follows.
    if (status < 200) return
    this.#phase = 'receiving'
    this.#times.answeredMs = this.#wire.clock.monotonicMs()
    this.#status = status
    this.#headers = joinRepeated(headers)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#rawBytes += chunk.length
    this.#chunks.push(chunk)
    if (this.#rawBytes <= this.#request.bodyBytesMax) return
    const tooLarge = Object.assign(new Error('too large'), {
      code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
    })
    this.#chunks = []
    this.#end(tooLarge)
    controller.abort(tooLarge)
  }

  onResponseEnd(): void {
    this.#settle(undefined)
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end(error)
  }

  #end(cause: unknown): void {
    if (this.#isOver) return
    const failure = new WireFailure(this.#phase, cause)
    if (this.#phase === 'receiving') this.#settle(failure)
    else {
      this.#close()
      this.#reject(failure)
    }
    this.#controller?.abort(failure)
  }

  #settle(bodyFailure: WireFailure | undefined): void {
    if (this.#isOver) return
    this.#close()
    const [only] = this.#chunks
    const raw = only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, raw, bodyFailure })
  }

  #close(): void {
    this.#isOver = true
    if (this.#ticket !== undefined) this.#wire.deadlines.remove(this.#ticket)
    this.#request.signal.removeEventListener('abort', this.#onAbort)
  }
}

function joinRepeated(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  for (const name in headers) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(', ')
  }
  return headers as Record<string, string>
}

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null | undefined)?.code
  if (typeof code === 'string') return code
  // undici means to give these a code of llhttp, and gives none.
  if ((cause as { name?: unknown } | null | undefined)?.name === 'HTTPParserError') return 'HPE_'
  // Several addresses were tried and each failed in its own way.
  const first = (cause as { errors?: readonly unknown[] } | null | undefined)?.errors?.[0]
  return first === undefined ? '' : codeOf(first)
}
