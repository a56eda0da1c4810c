import type { Gateway } from '@revetl/http'
import { isRevError, RevError } from '@revetl/sdk'
import {
  errorFromWire,
  protocolVersion,
  type ConnectorMessage,
  type ConnectorMessageOf,
  type HostMessage,
} from '@revetl/sdk/protocol'
import type { Connection } from '../../project.ts'
import type { ChildLimits, SilenceLimits } from '../../child-limits.ts'
import type { HostServices } from '../host-services.ts'
import { CapturedOutput } from './captured-output.ts'
import type { ChildProgram } from './child-program.ts'
import { RunningChild } from './child-process.ts'
import { PendingCall, type CallTerms } from './pending-call.ts'
import { readMessage } from './read-message.ts'
import { RequestServer } from './serve-requests.ts'

// How often the watchdog looks.
const lookMs = 200

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
  readonly #calls = new Map<number, PendingCall>()
  readonly #ended = Promise.withResolvers<void>()
  readonly #hello = Promise.withResolvers<void>()
  readonly #closing = new AbortController()
  readonly #waitingForCredit: (() => void)[] = []
  #requests: RequestServer | undefined
  #writesLeft = 1
  #end: RevError | undefined
  #isLeaving = false
  #isGreeted = false

  constructor(options: LifeOptions) {
    this.#options = options
    const { services, connection } = options
    this.#output = new CapturedOutput({
      log: services.log,
      clock: services.clock,
      connection: connection.name,
      redact: (text) => options.gateway()?.redact(text) ?? options.redact(text),
    })
    this.#child = new RunningChild(options.program, this.#output, {
      onLine: (line) => this.#receive(line),
      onEnd: (why) => this.#finish(why),
    })
    this.#hello.promise.catch(() => 'start tells')
    void this.#watch()
  }

  /** Greets the connector and opens the connection. */
  async start(): Promise<void> {
    const { connection, services } = this.#options
    this.#send({ type: 'hello', protocols: [protocolVersion], host: { name: 'rev', version: '1' } })
    await this.#within(this.#hello.promise, this.#silenceMs('start'), 'it did not say hello')
    const kept = await services.cacheOf(stateScope(connection.name)).get(['state', 'auth'])
    const account = await services.accountOf(connection.name)
    const signal = this.#closing.signal
    await this.call<undefined>(
      { kind: 'open', gateway: { signal, resendable: false, readOnly: true } },
      (call) => ({
        type: 'open',
        call,
        connection: connection.name,
        config: connection.config,
        projectPath: services.projectPath,
        ...(account === undefined ? {} : { account }),
        ...parsed('state', kept.get('state')),
        ...parsed('auth', kept.get('auth')),
      }),
      (message, resolve) => {
        if (message.type !== 'opened') return false
        this.#opened(message)
        resolve(undefined)
        return true
      },
    )
  }

  /** Makes one call. Rejects with what the connector answers, or with the end of its process. */
  call<Result>(
    terms: Omit<CallTerms, 'take'>,
    toMessage: (call: number) => HostMessage | string,
    take: (
      message: ConnectorMessage,
      resolve: (result: Result) => void,
      reject: (error: unknown) => void,
    ) => boolean,
  ): Promise<Result> {
    const call = this.#options.nextCall()
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const nowMs = this.#options.services.clock.monotonicMs()
    const pending = new PendingCall(
      { ...terms, take: (message) => take(message, resolve, reject) },
      { silenceMs: this.#silenceMs(terms.kind), nowMs },
      reject,
    )
    this.#calls.set(call, pending)
    const { signal } = terms.gateway
    const cancel = () => this.#send({ type: 'cancel', call })
    signal.addEventListener('abort', cancel, { once: true })
    const message = toMessage(call)
    if (typeof message === 'string') this.#child.send(message)
    else this.#send(message)
    if (signal.aborted) cancel()
    return promise.finally(() => signal.removeEventListener('abort', cancel))
  }

  /** Waits until the connector takes another write. */
  async creditForWrite(): Promise<void> {
    while (this.#writesLeft < 1 && this.#end === undefined) {
      await new Promise<void>((resolve) => this.#waitingForCredit.push(resolve))
    }
    this.#writesLeft--
  }

  /** Lets a read send more. */
  grant(call: number, chunks: number): void {
    this.#send({ type: 'credit', call, chunks })
  }

  /** Stops a call that nobody waits for. */
  drop(call: number): void {
    if (this.#calls.delete(call)) this.#send({ type: 'cancel', call })
  }

  get hasEnded(): boolean {
    return this.#end !== undefined
  }

  /** Why the process ended; undefined while it runs. */
  get end(): RevError | undefined {
    return this.#end
  }

  /** The process; for messages and tests. */
  get pid(): number | undefined {
    return this.#child.pid
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
      await this.#within(this.#ended.promise, 2000, 'it did not leave').catch(() =>
        this.#child.kill('it did not leave'),
      )
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
      send: (answer) => this.#send(answer),
      report: (text) => this.#output.line('warn', text),
    })
    this.#writesLeft = message.writes
  }

  #receive(line: string): void {
    if (this.#end !== undefined) return
    try {
      const read = readMessage(line)
      if (read.kind === 'message') this.#handle(read.message)
      else
        this.#output.line('warn', 'A message of an unknown type was ignored', { type: read.type })
    } catch (error) {
      if (!isRevError(error)) throw error
      this.#child.kill(`it broke the protocol: ${error.message}`)
    }
  }

  #handle(message: ConnectorMessage): void {
    const { clock } = this.#options.services
    switch (message.type) {
      case 'hello':
        return this.#greeted(message)
      case 'bye':
        return this.#left(message)
      case 'log':
        return this.#output.line(message.level, message.message, message.details)
      case 'metric':
        return this.#output.line('debug', `${message.name} ${message.value} ${message.unit ?? ''}`)
      case 'wait':
        return this.#calls.get(message.call)?.heard(clock.monotonicMs(), message.ms)
      case 'credit':
        return this.#giveWrites(message.writes)
      case 'http':
        return void this.#served()?.http(message)
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
        return this.#answered(message)
    }
  }

  #greeted({ protocol, kind, id }: ConnectorMessageOf<'hello'>): void {
    const { manifest } = this.#options.connection.connector
    if (protocol !== protocolVersion) {
      this.#refuse(
        'REV_CONNECTOR_VERSION',
        `it speaks version ${protocol} of the protocol, expected ${protocolVersion}`,
      )
    } else if (kind !== manifest.kind || id !== manifest.id) {
      this.#refuse(
        'REV_CONNECTOR_INVALID',
        `it is the ${kind} "${id}", expected the ${manifest.kind} "${manifest.id}"`,
      )
    } else {
      this.#isGreeted = true
      this.#hello.resolve()
    }
  }

  #left({ reason = 'without a reason' }: ConnectorMessageOf<'bye'>): void {
    const why = `it left: ${reason.slice(0, 2000)}`
    // Before it said hello it is not broken down but unfit: another start would end the same way.
    if (this.#isGreeted) this.#child.kill(why)
    else this.#refuse('REV_CONNECTOR_INVALID', why)
  }

  #refuse(code: 'REV_CONNECTOR_INVALID' | 'REV_CONNECTOR_VERSION', why: string): void {
    const { packageName, version } = this.#options.connection.connector
    const text = `Failed to start the connector ${packageName} ${version}: ${this.#options.redact(why)}.`
    this.#hello.reject(
      new RevError(code, text, { hint: 'Install the package again, or tell its author.' }),
    )
    this.#child.kill(why)
  }

  #answered(message: Extract<ConnectorMessage, { readonly call: number }>): void {
    const pending = this.#calls.get(message.call)
    if (pending === undefined) {
      // Invariant 15: a late answer belongs to a call that nobody waits for, and to no other.
      this.#output.line('debug', 'An answer to a call that has ended was ignored')
      return
    }
    pending.heard(this.#options.services.clock.monotonicMs())
    if (message.type === 'error') pending.fail(errorFromWire(message.error))
    else if (!pending.take(message)) return
    this.#calls.delete(message.call)
    if (pending.kind === 'write') this.#giveWrites(1)
  }

  #served(): RequestServer | undefined {
    if (this.#requests === undefined)
      this.#child.kill('it asked for something before it was opened')
    return this.#requests
  }

  #giveWrites(writes: number): void {
    this.#writesLeft += writes
    for (const resume of this.#waitingForCredit.splice(0)) resume()
  }

  #keep(name: 'state' | 'auth', value: unknown): void {
    const { services, connection } = this.#options
    services
      .cacheOf(stateScope(connection.name))
      .set(new Map([[name, JSON.stringify(value)]]))
      .catch((error: unknown) =>
        this.#output.line('error', 'State could not be kept', { error: String(error) }),
      )
  }

  async #watch(): Promise<void> {
    const { clock } = this.#options.services
    const { memoryBytesMax } = this.#options.limits
    while (this.#end === undefined) {
      await clock.sleep(lookMs, this.#closing.signal).catch(() => 'the life is over')
      const bytes = this.#child.memoryBytes() ?? 0
      if (bytes > memoryBytesMax) {
        this.#child.kill(
          `it took more than ${Math.round(memoryBytesMax / 1024 ** 2)} MiB of memory`,
        )
      }
      for (const call of this.#calls.values()) {
        if (!call.isOverdue(clock.monotonicMs())) continue
        this.#child.kill(`it was silent for ${call.silenceMs / 1000} seconds during ${call.kind}`)
      }
    }
  }

  /** A promise that may not be kept: the process ends then. */
  async #within<Result>(work: Promise<Result>, ms: number, why: string): Promise<Result> {
    const done = new AbortController()
    const { clock } = this.#options.services
    void clock
      .sleep(ms, done.signal)
      .then(() => this.#child.kill(why))
      .catch(() => 'it was kept')
    try {
      return await work
    } finally {
      done.abort()
    }
  }

  #finish(why: string): void {
    const { packageName } = this.#options.connection.connector
    const text = this.#options.gateway()?.redact(why) ?? this.#options.redact(why)
    const error = new RevError(
      'REV_CONNECTOR_CRASHED',
      `The process of ${packageName} ended: ${text}.`,
      {
        hint: 'The log at the level debug has what it printed. Tell the author of the connector.',
      },
    )
    this.#end = error
    this.#closing.abort()
    this.#hello.reject(error)
    for (const call of this.#calls.values()) call.fail(error)
    this.#calls.clear()
    this.#requests?.end(error)
    this.#giveWrites(1)
    if (!this.#isLeaving && this.#isGreeted) this.#output.line('warn', error.message)
    this.#ended.resolve()
  }

  #silenceMs(kind: keyof SilenceLimits): number {
    return this.#options.limits.silenceMs[kind]
  }

  #send(message: HostMessage): void {
    this.#child.send(JSON.stringify(message))
  }
}

// No connection can have this name.
const stateScope = (connection: string) => `#child:${connection}`

function parsed(
  name: 'state' | 'auth',
  text: string | undefined,
): Readonly<Record<string, unknown>> {
  return text === undefined ? {} : { [name]: JSON.parse(text) as unknown }
}
