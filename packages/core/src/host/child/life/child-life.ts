import type { Gateway } from '@revetl/http'
import { isRevError, RevError } from '@revetl/sdk'
import {
  protocolVersions,
  toBodyParts,
  type ConnectorMessage,
  type ConnectorMessageOf,
  type HostMessage,
  type ProtocolVersion,
} from '@revetl/sdk/protocol'
import type { ChildLimits, SilenceLimits } from '../../../child-limits.ts'
import type { Connection } from '../../../connection.ts'
import type { HostServices } from '../../host-services.ts'
import type { ChildProgram } from '../child-program.ts'
import type { SentLine } from '../write-line.ts'
import { CapturedOutput } from './captured-output.ts'
import { ChildCalls } from './child-calls.ts'
import { RunningChild } from './child-process.ts'
import { Greeting } from './greeting.ts'
import { KeptState } from './kept-state.ts'
import { PendingCall, type CallTerms } from './pending-call.ts'
import { readMessage, type ReadLine } from './read-message.ts'
import { RequestServer } from './serve-requests.ts'
import { watchChild, within } from './watch-child.ts'

const leaveMs = 2000

/** What a life of a connector needs from its connection. */
export interface LifeOptions {
  readonly connection: Connection
  readonly services: HostServices
  readonly limits: ChildLimits
  readonly program: ChildProgram
  /** Opened by the first life, kept by all. */
  readonly gatewayOf: (opened: ConnectorMessageOf<'opened'>) => Gateway
  readonly gateway: () => Gateway | undefined
  /** Numbers calls through all lives, so that a late answer can never meet another call. */
  readonly nextCall: () => number
  readonly redact: (text: string) => string
}

/** One life of a connector: from the start of its process to its end. */
export class ChildLife {
  readonly #options: LifeOptions
  readonly #child: RunningChild
  readonly #output: CapturedOutput
  readonly #greeting: Greeting
  readonly #kept: KeptState
  readonly #calls = new ChildCalls()
  readonly #ended = Promise.withResolvers<void>()
  readonly #over = new AbortController()
  #requests: RequestServer | undefined
  #end: RevError | undefined
  #isLeaving = false

  constructor(options: LifeOptions) {
    this.#options = options
    const { services, connection, limits } = options
    const redact = (text: string) => options.gateway()?.redact(text) ?? options.redact(text)
    const { log, clock } = services
    this.#output = new CapturedOutput({ log, clock, connection: connection.name, redact })
    this.#greeting = new Greeting(connection.connector, redact)
    this.#kept = new KeptState(services, connection.name)
    this.#child = new RunningChild(options.program, this.#output, {
      onLine: (line) => this.#receive(line),
      onEnd: (why) => this.#finish(redact(why)),
    })
    const { memoryBytesMax } = limits
    const watched = { child: this.#child, calls: this.#calls, clock, over: this.#over.signal }
    void watchChild({ ...watched, memoryBytesMax })
  }

  /** Greets the connector and opens the connection. */
  async start(): Promise<void> {
    const { connection, services } = this.#options
    this.#send({
      type: 'hello',
      protocols: [...protocolVersions],
      host: { name: 'rev', version: '1' },
    })
    await this.#within(this.#greeting.settled, this.#silenceMs('start'), 'it did not say hello')
    const kept = await this.#kept.read()
    const account = await services.accountOf(connection.name)
    const { signal } = this.#over
    await this.call<undefined>(
      { kind: 'open', gateway: { signal, resendable: false, readOnly: true } },
      (call) => ({
        type: 'open',
        call,
        connection: connection.name,
        config: connection.config,
        projectPath: services.projectPath,
        ...(account === undefined ? {} : { account }),
        ...kept,
      }),
      (message, resolve, reject) => {
        if (message.type !== 'opened') return false
        try {
          this.#opened(message)
          resolve(undefined)
        } catch (error) {
          // What the gateway cannot work with is mended in the configuration, and not by another start.
          reject(error)
        }
        return true
      },
    )
  }

  /** Makes one call. Rejects with what the connector answers, or with the end of its process. */
  call<Result>(
    terms: Omit<CallTerms, 'take'>,
    toMessage: (call: number) => HostMessage | SentLine,
    take: (
      message: ConnectorMessage,
      resolve: (result: Result) => void,
      reject: (error: unknown) => void,
      bytes: Buffer | undefined,
    ) => boolean,
  ): Promise<Result> {
    const call = this.#options.nextCall()
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const nowMs = this.#options.services.clock.monotonicMs()
    const pending = new PendingCall(
      { ...terms, take: (message, bytes) => take(message, resolve, reject, bytes) },
      { silenceMs: this.#silenceMs(terms.kind), nowMs },
      reject,
    )
    this.#calls.add(call, pending)
    const { signal } = terms.gateway
    const cancel = () => this.#send({ type: 'cancel', call })
    signal.addEventListener('abort', cancel, { once: true })
    const message = toMessage(call)
    if ('type' in message) this.#send(message)
    else this.#child.send(message.line, message.body)
    if (signal.aborted) cancel()
    return promise.finally(() => signal.removeEventListener('abort', cancel))
  }

  /** Waits until the connector takes another write. */
  creditForWrite(): Promise<void> {
    return this.#calls.creditForWrite()
  }

  /** Lets a read send more. */
  grant(call: number, chunks: number): void {
    this.#send({ type: 'credit', call, chunks })
  }

  /** Stops a call that nobody waits for. */
  drop(call: number): void {
    if (this.#calls.drop(call)) this.#send({ type: 'cancel', call })
  }

  /** The version of the protocol that both sides speak. */
  get protocol(): ProtocolVersion {
    return this.#greeting.protocol
  }

  get hasEnded(): boolean {
    return this.#end !== undefined
  }

  /** Why the process ended; undefined while it runs. */
  get end(): RevError | undefined {
    return this.#end
  }

  /** Breaks with a connector that cannot be trusted any further. */
  break(why: string): void {
    this.#child.kill(why)
  }

  /** Lets the connector close, and ends its process. */
  async leave(close: () => Promise<unknown>): Promise<void> {
    if (this.#end === undefined) {
      await this.#within(close(), this.#silenceMs('close'), 'it did not close').catch(
        (error: unknown) =>
          this.#output.line('debug', 'The connector did not close well', { error: String(error) }),
      )
      this.#isLeaving = true
      this.#send({ type: 'bye' })
      await this.#within(this.#ended.promise, leaveMs, 'it did not leave')
    }
    await this.#ended.promise
  }

  #opened(message: ConnectorMessageOf<'opened'>): void {
    const { services, connection } = this.#options
    this.#requests = new RequestServer({
      gateway: this.#options.gatewayOf(message),
      cache: services.cacheOf(connection.name),
      clock: services.clock,
      callOf: (call) => this.#calls.get(call),
      send: (answer, body) => this.#send(answer, body),
      report: (text) => this.#output.line('warn', text),
    })
    this.#calls.startWrites(message.writes)
  }

  #receive(line: string): void {
    if (this.#end !== undefined) return
    try {
      const read = readMessage(line, this.protocol)
      if (read.bytes === undefined) this.#take(read, undefined)
      else this.#child.take(read.bytes, (bytes) => this.#take(read, bytes))
    } catch (error) {
      if (!isRevError(error)) throw error
      this.#child.kill(`it broke the protocol: ${error.message}`)
    }
  }

  #take(read: ReadLine, bytes: Buffer | undefined): void {
    if (this.#end !== undefined) return
    if (read.kind === 'message') return this.#handle(read.message, bytes)
    this.#output.line('warn', 'A message of an unknown type was ignored', { type: read.type })
  }

  #handle(message: ConnectorMessage, bytes: Buffer | undefined): void {
    const { clock } = this.#options.services
    switch (message.type) {
      case 'hello': {
        const refused = this.#greeting.take(message)
        return refused === undefined ? undefined : this.#child.kill(refused)
      }
      case 'bye':
        return this.#left(message)
      case 'log':
        return this.#output.line(message.level, message.message, message.details)
      case 'metric':
        return this.#output.line('debug', `${message.name} ${message.value} ${message.unit ?? ''}`)
      case 'wait':
        return this.#calls.get(message.call)?.heard(clock.monotonicMs(), message.ms)
      case 'credit':
        return this.#calls.giveWrites(message.writes)
      case 'http':
        return void this.#served()?.http(message, bytes)
      case 'http_cancel':
        return this.#served()?.cancel(message.request)
      case 'http_headers':
        return this.#served()?.headers(message)
      case 'cache':
        return void this.#served()?.cache(message)
      case 'state':
        return this.#keep('state', message.value)
      case 'auth_updated':
        return this.#keep('auth', message.value)
      default:
        if (this.#calls.answer(message, bytes, clock.monotonicMs())) return
        this.#output.line('debug', 'An answer to a call that has ended was ignored')
    }
  }

  #left({ reason = 'without a reason' }: ConnectorMessageOf<'bye'>): void {
    const why = `it left: ${reason.slice(0, 2000)}`
    this.#greeting.left(why)
    this.#child.kill(why)
  }

  #served(): RequestServer | undefined {
    if (this.#requests === undefined)
      this.#child.kill('it asked for something before it was opened')
    return this.#requests
  }

  #keep(name: 'state' | 'auth', value: unknown): void {
    this.#kept
      .keep(name, value)
      .catch((error: unknown) =>
        this.#output.line('error', 'State could not be kept', { error: String(error) }),
      )
  }

  #finish(why: string): void {
    const { packageName } = this.#options.connection.connector
    const hint = 'The log at the level debug has what it printed. Tell the author of the connector.'
    const message = `The process of ${packageName} ended: ${why}.`
    const error = new RevError('REV_CONNECTOR_CRASHED', message, { hint })
    this.#end = error
    this.#over.abort()
    this.#greeting.fail(error)
    this.#calls.end(error)
    this.#requests?.end(error)
    if (!this.#isLeaving && this.#greeting.isGood) this.#output.line('warn', error.message)
    this.#ended.resolve()
  }

  #within<Result>(work: Promise<Result>, ms: number, why: string): Promise<Result> {
    return within(work, { ms, why }, { child: this.#child, clock: this.#options.services.clock })
  }

  #silenceMs(kind: keyof SilenceLimits): number {
    return this.#options.limits.silenceMs[kind]
  }

  #send(message: HostMessage, body?: Uint8Array): void {
    if (body === undefined) this.#child.send(JSON.stringify(message))
    else if (this.protocol === 1) this.#send({ ...message, ...toBodyParts(body) })
    else this.#child.send(JSON.stringify({ ...message, bytes: body.byteLength }), body)
  }
}
