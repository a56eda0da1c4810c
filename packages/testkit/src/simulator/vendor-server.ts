import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { decideReply, isBefore, isInFront } from './decide-reply.ts'
import type { Fault } from './fault.ts'
import { FaultPlan } from './faults.ts'
import { OperationLog, type AcceptedOperation } from './operation-log.ts'
import { QuotaWindow, type QuotaReading } from './quota-window.ts'
import { seededRandom, type Random } from './random.ts'
import { reply, toWireReply, type Reply, type WireReply } from './reply.ts'
import { readRequest, requestHead, type SimulatorRequest } from './request.ts'
import { resetConnection, sendAndClose, sendCut, sendReply, sendSlowly } from './send-reply.ts'
import type { SimulatorOptions, WatchedRequest } from './simulator-options.ts'
import { spoilReply } from './spoil-reply.ts'

/** The vendor behind a simulator's socket. */
export class VendorServer {
  readonly faults: FaultPlan
  readonly #options: SimulatorOptions
  readonly #random: Random
  readonly #log = new OperationLog()
  readonly #windows: readonly QuotaWindow[]
  readonly #listeners = new Set<(watched: WatchedRequest) => void>()
  #nowMs: () => number = Date.now
  #latencyMs: number
  #isLimited = true
  #requestCount = 0
  #inFlight = 0
  #inFlightPeak = 0

  constructor(options: SimulatorOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed ?? 1)
    this.#latencyMs = options.latencyMs ?? 0
    this.faults = new FaultPlan(this.#random)
    this.#windows = (options.quotas ?? []).map((quota) => new QuotaWindow(quota))
  }

  get log(): readonly AcceptedOperation[] {
    return this.#log.entries
  }

  get requestCount(): number {
    return this.#requestCount
  }

  get inFlightPeak(): number {
    return this.#inFlightPeak
  }

  get quotas(): readonly QuotaReading[] {
    return this.#windows.map((window) => window.read(this.#nowMs()))
  }

  watch(listener: (watched: WatchedRequest) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  useClock(nowMs: () => number): void {
    this.#nowMs = nowMs
  }

  enforceQuotas(isOn: boolean): void {
    this.#isLimited = isOn
  }

  setLatency(ms: number): void {
    this.#latencyMs = ms
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.faults.takeAtHeaders(requestHead(message))) {
      this.#requestCount += 1
      resetConnection(response)
      return
    }
    const request = await readRequest(message).catch(() => undefined)
    if (!request) return // The client left in the middle of its body: nothing was asked.
    if (request.path === '/__simulator/state') {
      sendReply(response, toWireReply(reply(200, this.#show())))
      return
    }
    this.#requestCount += 1
    this.#inFlight += 1
    this.#inFlightPeak = Math.max(this.#inFlightPeak, this.#inFlight)
    response.once('close', () => (this.#inFlight -= 1))
    const number = this.#requestCount
    const fault = this.faults.take(request)
    const latencyMs = this.#latencyMs + (fault?.kind === 'delay' ? fault.ms : 0)
    if (latencyMs > 0) await wait(latencyMs)
    const forwarded = isBefore(fault) ? undefined : await this.#options.forward?.(request)
    this.#answer({ number, request, atMs: this.#nowMs() }, response, { fault, forwarded })
  }

  #answer(
    watched: Pick<WatchedRequest, 'number' | 'request' | 'atMs'>,
    response: ServerResponse,
    { fault, forwarded }: { fault: Fault | undefined; forwarded: Reply | undefined },
  ): void {
    const { request, number } = watched
    const before = this.#log.entries.length
    const refusal = decideReply(this.#options, request, fault, () => this.#throttle(request))
    const apply = () => forwarded ?? this.#apply(request, number, fault)
    const answer = refusal ?? (isBefore(fault) ? undefined : apply())
    const applied = this.#log.entries.length - before
    const isSilent = fault?.kind === 'hang' || fault?.kind === 'reset'
    const wire = isSilent ? undefined : this.#toWire(fault, answer)
    const seen = wire && {
      status: wire.status,
      hasBody: wire.body.length > 0,
      isSpoiled: fault !== undefined && this.#toWire(undefined, answer).body !== wire.body,
    }
    const own = isInFront(this.#options, fault, refusal) ? undefined : answer
    for (const listener of this.#listeners) {
      listener({ ...watched, reply: seen, applied, answer: own && this.#withQuotas(own) })
    }
    if (wire !== undefined) send(response, wire, fault)
    else if (fault?.kind === 'reset') resetConnection(response)
  }

  #throttle(request: SimulatorRequest): Reply | undefined {
    if (!this.#isLimited) return undefined
    for (const window of this.#windows) {
      if (!(window.options.appliesTo?.(request) ?? true)) continue
      const fullForMs = window.admit(this.#nowMs(), window.options.keyOf?.(request))
      if (fullForMs !== undefined) return this.#options.errors.throttled(window.options, fullForMs)
    }
    return undefined
  }

  #apply(request: SimulatorRequest, number: number, fault: Fault | undefined): Reply {
    const { routes, errors, onExchange } = this.#options
    for (const candidate of routes) {
      const params = candidate.method === request.method ? candidate.match(request.path) : undefined
      if (!params) continue
      const nowMs = this.#nowMs()
      const tools = { accept: this.#log.acceptFor(number, nowMs), nowMs, random: this.#random }
      if (fault?.kind === 'duplicate') candidate.handle(request, params, tools)
      const answer = candidate.handle(request, params, tools)
      onExchange?.({ request, pattern: candidate.pattern, reply: answer })
      return answer
    }
    return errors.notFound(request)
  }

  #toWire(fault: Fault | undefined, answer = unapplied(fault)): WireReply {
    const { resultLists = () => [], foreignResult = () => ({}) } = this.#options
    const { contraryResult, miscounted, keepsOrder = false } = this.#options
    return spoilReply(this.#withQuotas(toGatewayReply(fault) ?? answer), fault, {
      resultLists,
      foreignResult,
      keepsOrder,
      random: this.#random,
      ...(contraryResult && { contraryResult }),
      ...(miscounted && { miscounted }),
    })
  }

  #withQuotas(given: Reply): Reply {
    return { ...given, headers: { ...this.#options.quotaHeaders?.(this.quotas), ...given.headers } }
  }

  #show(): unknown {
    const { log, quotas, requestCount } = this
    return { requestCount, quotas, log, state: this.#options.showState?.() }
  }
}

function send(response: ServerResponse, wire: WireReply, fault: Fault | undefined): void {
  if (fault?.kind === 'cut') sendCut(response, wire)
  else if (fault?.kind === 'slow') sendSlowly(response, wire, fault.bytesPerSecond)
  else if (fault?.kind === 'close-idle') sendAndClose(response, wire)
  else sendReply(response, wire)
}

/** What the answer is made of where the vendor never gave one. */
function unapplied(fault: Fault | undefined): Reply {
  return reply(fault?.kind === 'body' ? 200 : 500)
}

/** The answer of a gateway that stands in front of the vendor. */
function toGatewayReply(fault: Fault | undefined): Reply | undefined {
  if (fault?.kind !== 'status') return undefined
  const text = fault.body ?? `<html><body>${fault.status}</body></html>`
  return {
    status: fault.status,
    headers: { 'content-type': fault.contentType ?? 'text/html' },
    text,
  }
}
