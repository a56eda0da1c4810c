import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { FaultPlan, type Fault } from './faults.ts'
import { OperationLog, type AcceptedOperation } from './operation-log.ts'
import { QuotaWindow, type QuotaOptions, type QuotaReading } from './quota-window.ts'
import { seededRandom, type Random } from './random.ts'
import { reply, toWireReply, type Reply } from './reply.ts'
import { readRequest, type SimulatorRequest } from './request.ts'
import type { Route } from './route.ts'
import { resetConnection, sendCut, sendReply, sendSlowly } from './send-reply.ts'
import { spoilReply, type ReplySpoiler } from './spoil-reply.ts'

/** The vendor's own words for what is not about a record. */
export interface VendorErrors {
  unauthorized(request: SimulatorRequest): Reply
  throttled(quota: QuotaOptions, fullForMs: number): Reply
  notFound(request: SimulatorRequest): Reply
}

/** A request and what was answered, before any fault. */
export interface Exchange {
  readonly request: SimulatorRequest
  /** The pattern of the route that took it. */
  readonly pattern: string
  readonly reply: Reply
}

/** A vendor in a few lines. */
export interface SimulatorOptions extends Partial<Omit<ReplySpoiler, 'random'>> {
  readonly routes: readonly Route[]
  readonly errors: VendorErrors
  /** Whether the credentials of a request are good; default yes. */
  readonly isAuthorized?: (request: SimulatorRequest) => boolean
  readonly quotas?: readonly QuotaOptions[]
  /** Headers that tell the quotas on each answer. */
  readonly quotaHeaders?: (quotas: readonly QuotaReading[]) => Readonly<Record<string, string>>
  /** What `GET /__simulator/state` shows of the vendor's state. */
  readonly showState?: () => unknown
  /** How long each answer takes. */
  readonly latencyMs?: number
  /** Decides every draw of the simulator; default 1. */
  readonly seed?: number
  readonly onExchange?: (exchange: Exchange) => void
}

/** A vendor that runs on 127.0.0.1. */
export interface Simulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string
  readonly faults: FaultPlan
  /** What was applied, in order. */
  readonly log: readonly AcceptedOperation[]
  /** How many requests have come, refused ones included. */
  readonly requestCount: number
  readonly quotas: readonly QuotaReading[]
}

/** Starts a vendor on a free port; `await using` stops it and drops its connections. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const vendor = new Vendor(options)
  const server = createServer((message, response) => void vendor.serve(message, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(vendor, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => stopServer(server),
  })
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

class Vendor {
  readonly faults: FaultPlan
  readonly #options: SimulatorOptions
  readonly #random: Random
  readonly #log = new OperationLog()
  readonly #windows: readonly QuotaWindow[]
  #requestCount = 0

  constructor(options: SimulatorOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed ?? 1)
    this.faults = new FaultPlan(this.#random)
    this.#windows = (options.quotas ?? []).map((quota) => new QuotaWindow(quota))
  }

  get log(): readonly AcceptedOperation[] {
    return this.#log.entries
  }

  get requestCount(): number {
    return this.#requestCount
  }

  get quotas(): readonly QuotaReading[] {
    return this.#windows.map((window) => window.read(Date.now()))
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message).catch(() => undefined)
    if (!request) return // The client left in the middle of its body: nothing was asked.
    if (request.path === '/__simulator/state') {
      sendReply(response, toWireReply(reply(200, this.#show())))
      return
    }
    this.#requestCount += 1
    if (this.#options.latencyMs !== undefined) await wait(this.#options.latencyMs)
    this.#answer(request, response, this.faults.take(request))
  }

  #answer(request: SimulatorRequest, response: ServerResponse, fault: Fault | undefined): void {
    const refusal = this.#refuse(request, fault)
    const answer = refusal ?? (isBefore(fault) ? undefined : this.#apply(request, fault))
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') resetConnection(response)
    else this.#send(response, toGatewayReply(fault) ?? answer ?? reply(500), fault)
  }

  /** What the vendor says before it looks at the content. */
  #refuse(request: SimulatorRequest, fault: Fault | undefined): Reply | undefined {
    const { errors, isAuthorized = () => true } = this.#options
    if (fault?.kind === 'redirect') {
      return reply(fault.status ?? 302, undefined, { location: fault.location })
    }
    if (fault?.kind === 'unauthorized' || !isAuthorized(request))
      return errors.unauthorized(request)
    const throttled = this.#throttle(request)
    if (throttled || fault?.kind !== 'throttle') return throttled
    const quota = this.#windows[0]?.options ?? { name: 'requests', max: 0, perMs: 1000 }
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
    const answer = errors.throttled(quota, quota.perMs)
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }

  #throttle(request: SimulatorRequest): Reply | undefined {
    for (const window of this.#windows) {
      if (!(window.options.appliesTo?.(request) ?? true)) continue
      const fullForMs = window.admit(Date.now())
      if (fullForMs !== undefined) return this.#options.errors.throttled(window.options, fullForMs)
    }
    return undefined
  }

  #apply(request: SimulatorRequest, fault: Fault | undefined): Reply {
    const { routes, errors, onExchange } = this.#options
    for (const candidate of routes) {
      const params = candidate.method === request.method ? candidate.match(request.path) : undefined
      if (!params) continue
      const nowMs = Date.now()
      const tools = {
        accept: this.#log.acceptFor(this.#requestCount, nowMs),
        nowMs,
        random: this.#random,
      }
      if (fault?.kind === 'duplicate') candidate.handle(request, params, tools)
      const answer = candidate.handle(request, params, tools)
      onExchange?.({ request, pattern: candidate.pattern, reply: answer })
      return answer
    }
    return errors.notFound(request)
  }

  #send(response: ServerResponse, answer: Reply, fault: Fault | undefined): void {
    const { resultLists = () => [], foreignResult = () => ({}), quotaHeaders } = this.#options
    const headers = { ...quotaHeaders?.(this.quotas), ...answer.headers }
    const spoiler = { resultLists, foreignResult, random: this.#random }
    const wire = spoilReply({ ...answer, headers }, fault, spoiler)
    if (fault?.kind === 'cut') sendCut(response, wire)
    else if (fault?.kind === 'slow') sendSlowly(response, wire, fault.bytesPerSecond)
    else sendReply(response, wire)
  }

  #show(): unknown {
    const { log, quotas, requestCount } = this
    return { requestCount, quotas, log, state: this.#options.showState?.() }
  }
}

const isBefore = (fault: Fault | undefined): boolean =>
  fault !== undefined && 'when' in fault && fault.when === 'before'

/** The answer of a gateway that stands in front of the vendor. */
function toGatewayReply(fault: Fault | undefined): Reply | undefined {
  if (fault?.kind !== 'status') return undefined
  const text = fault.body ?? `<html><body>${fault.status}</body></html>`
  return { status: fault.status, headers: { 'content-type': 'text/html' }, text }
}
