import type { Transport } from '@revetl/http'
import type { Dispatcher } from 'undici'
import type { DestinationAnswer, SentRequest } from './destination-model.ts'
import { sentRequest, tokenPath } from './sent-request.ts'
import {
  believable,
  earlyStatus,
  requestFaults,
  tokenFaults,
  twisted,
  type RequestFault,
} from './spoiled-answer.ts'
import { epochMs } from './virtual-clock.ts'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

type Handler = Dispatcher.DispatchHandler

const malformedRetryAfter = ['-3', '1.5', 'abc', '', '1e3', '+3', 'Fri, 99 Foo 2026 00:00:00 GMT']

/** The sockets of one life of a worker: they end in the model of the destination. */
export function simTransport(world: World, worker: SimWorker): Transport {
  return {
    dispatch: (options, handler) => {
      const exchange = new Exchange(world, worker, options, handler)
      exchange.start()
      return true
    },
    destroy: async () => undefined,
  }
}

class Exchange {
  readonly #world: World
  readonly #worker: SimWorker
  readonly #handler: Handler
  readonly #request: SentRequest
  readonly #body: string
  readonly #name: string
  #isAborted = false

  constructor(
    world: World,
    worker: SimWorker,
    options: Dispatcher.DispatchOptions,
    handler: Handler,
  ) {
    this.#world = world
    this.#worker = worker
    this.#handler = handler
    this.#body = typeof options.body === 'string' ? options.body : ''
    this.#request = sentRequest(world, worker, options, this.#body)
    this.#name = `${worker.drawName}/${this.#request.path}/${worker.nextDraw(this.#request.path)}`
  }

  start(): void {
    const { scheduler, faults } = this.#world
    this.#world.onDispatch(this.#request, this.#worker)
    const fault = faults.first<RequestFault>(
      this.#isToken ? tokenFaults : requestFaults,
      this.#name,
    )
    this.#request.fault = fault
    const random = faults.randomOf(this.#name)
    scheduler.after(this.#worker.actor, this.#label('connects'), random.next() * 3, () => {
      if (this.#isAborted) return
      if (fault === 'refused') return this.#fail('ECONNREFUSED')
      this.#send(fault, random.next() * 40, random.next() * 40)
    })
  }

  #send(fault: RequestFault | undefined, thereMs: number, backMs: number): void {
    const { scheduler, faults } = this.#world
    try {
      this.#handler.onRequestStart?.(this.#controller(), {})
    } catch (error) {
      return this.#handler.onResponseError?.(this.#controller(), error as Error)
    }
    if (this.#isAborted) return
    this.#request.sentMs = scheduler.nowMs
    this.#world.onSent(this.#request)
    sentHook(this.#handler)
    const slowMs = faults.happens('slow', this.#name)
      ? faults.randomOf(`slow ${this.#name}`).next() * 50_000
      : 0
    // On its way it belongs to nobody: the death of its sender does not stop it.
    scheduler.after(undefined, this.#label('arrives'), thereMs, () => {
      const answer = this.#arrive(fault)
      this.#answerLater(fault, answer, backMs + slowMs)
    })
  }

  #arrive(fault: RequestFault | undefined): DestinationAnswer | undefined {
    const { destination, scheduler, faults } = this.#world
    const early = earlyStatus(fault)
    if (early !== undefined) return early
    if (fault === 'reset before' || fault === 'timeout before') return undefined
    const answer = this.#serve()
    this.#world.onArrived(this.#request)
    const isTaken = answer.status !== 401
    if (this.#request.operation !== '' && isTaken && faults.happens('doubled', this.#name)) {
      destination.serve(this.#request, this.#body, scheduler.nowMs, true)
      this.#world.onApplied()
    }
    return answer
  }

  get #isToken(): boolean {
    return this.#request.path === tokenPath
  }

  #serve(): DestinationAnswer {
    const { destination, scheduler, grant } = this.#world
    const { nowMs } = scheduler
    if (this.#isToken && grant !== undefined) return grant.model.refresh(this.#body, nowMs)
    if (grant?.model.admits(this.#request.accessToken, nowMs) === false) {
      this.#request.fault ??= 'unauthorized'
      return { status: 401, body: '{"message":"the token has ended"}', verdicts: new Map() }
    }
    return destination.serve(this.#request, this.#body, nowMs, false)
  }

  #answerLater(
    fault: RequestFault | undefined,
    answer: DestinationAnswer | undefined,
    backMs: number,
  ): void {
    const { scheduler } = this.#world
    const { actor } = this.#worker
    const later = (delayMs: number, what: string, act: () => void) =>
      scheduler.after(actor, this.#label(what), delayMs, () => {
        if (!this.#isAborted) act()
      })
    switch (fault) {
      case 'reset before':
      case 'reset after':
        return void later(backMs, 'is reset', () => this.#fail('ECONNRESET'))
      case 'timeout before':
      case 'timeout after':
        // The gateway's sockets give up after a minute without headers.
        return void later(60_000, 'times out', () => this.#fail('UND_ERR_HEADERS_TIMEOUT'))
      default:
        return void later(backMs, 'is answered', () => this.#answer(fault, answer))
    }
  }

  #answer(fault: RequestFault | undefined, answer: DestinationAnswer | undefined): void {
    if (answer === undefined) return this.#fail('ECONNRESET')
    const { body, verdicts } = answer
    const isWrite = this.#request.rows.length > 0 && answer.status < 300
    switch (fault) {
      case 'throttled':
        return this.#throttle(String(this.#draw().int(1, 9)))
      case 'throttled by date': {
        const atMs = epochMs + this.#world.scheduler.nowMs + this.#draw().int(1, 9) * 1000
        return this.#throttle(new Date(Math.ceil(atMs / 1000) * 1000).toUTCString())
      }
      case 'throttled badly':
        this.#world.goals.hit('429 with malformed header')
        return this.#throttle(this.#draw().pick(malformedRetryAfter))
      case 'throttled silently':
        return this.#throttle(undefined)
      case 'failed after':
        return this.#deliver(this.#draw().pick([500, 502, 504]), {}, 'gateway error')
      case 'empty':
        this.#world.goals.hit('2xx-empty')
        return this.#deliver(200, {}, isWrite ? '{"results":[]}' : '')
      case 'cut short':
        return this.#cutShort(answer)
      case 'one verdict less':
      case 'foreign verdict':
      case 'verdict twice':
        if (isWrite) this.#request.verdicts = believable(verdicts, fault)
        return this.#deliver(200, {}, isWrite ? twisted(body, fault) : '{}')
      case 'redirected':
        return this.#deliver(this.#draw().pick([302, 307]), { location: 'https://evil.test/' }, '')
      default:
        this.#request.verdicts = verdicts
        this.#request.isAnswered = true
        return this.#deliver(answer.status, {}, body)
    }
  }

  #throttle(retryAfter: string | undefined): void {
    this.#request.fault ??= 'throttled'
    this.#world.onThrottled(this.#worker, retryAfter)
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
    this.#deliver(429, headers, '{"message":"slow down"}')
  }

  #cutShort({ status, body }: DestinationAnswer): void {
    const controller = this.#controller()
    this.#handler.onResponseStart?.(controller, status, { 'content-type': 'application/json' })
    const half = body.slice(0, Math.floor(body.length / 2))
    this.#handler.onResponseData?.(controller, Buffer.from(half))
    this.#fail('UND_ERR_SOCKET')
  }

  #deliver(status: number, headers: Record<string, string>, body: string): void {
    const lease = this.#worker.run?.lease
    if (lease !== undefined && !this.#world.watch.isCurrent(lease)) {
      this.#world.goals.hit('late reply after fencing')
    }
    this.#request.isOver = true
    const controller = this.#controller()
    this.#handler.onResponseStart?.(controller, status, {
      'content-type': 'application/json',
      ...headers,
    })
    if (body !== '') this.#handler.onResponseData?.(controller, Buffer.from(body))
    if (!this.#isAborted) this.#handler.onResponseEnd?.(controller, {})
  }

  #fail(code: string): void {
    this.#request.isOver = true
    const error = Object.assign(new Error(code), { code })
    this.#handler.onResponseError?.(this.#controller(), error)
  }

  #controller(): Dispatcher.DispatchController {
    const abort = () => {
      this.#isAborted = true
      this.#request.isOver = true
    }
    return {
      aborted: this.#isAborted,
      paused: false,
      reason: null,
      rawHeaders: null,
      rawTrailers: null,
      abort,
      pause() {},
      resume() {},
    }
  }

  #draw() {
    return this.#world.faults.randomOf(`answer ${this.#name}`)
  }

  #label(what: string): string {
    const { fault, path, rows, number } = this.#request
    const keys = rows.map(({ key }) => key).join(',')
    return `request ${number} ${path}${keys === '' ? '' : ` [${keys}]`} ${what}${fault === undefined ? '' : ` (${fault})`}`
  }
}

/** undici tells that the last byte was written through a method that its types do not name yet. */
function sentHook(handler: Handler): void {
  const { onRequestSent } = handler as { onRequestSent?: () => void }
  onRequestSent?.call(handler)
}
