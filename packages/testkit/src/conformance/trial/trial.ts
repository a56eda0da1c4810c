import { isRevError, type Destination, type Source } from '@revetl/sdk'
import type { ConnectionOptions } from '../../open-connection.ts'
import { openDestination, type OpenDestination } from '../../open-destination.ts'
import { openSource, type OpenSource } from '../../open-source.ts'
import type { Simulator } from '../../simulator/simulator-options.ts'
import { CheckFailure } from '../checks/check-failure.ts'
import type { MissingSystem, SourceSystem, Vendor } from '../define-conformance.ts'
import { Journal } from './journal.ts'
import type { Subject } from './subject.ts'

/** A check that cannot run here; the runner reports it as skipped. */
export class CannotRun extends Error {
  /** Whether something is missing that could be there, so that the connector is less well tested. */
  readonly isBlocked: boolean

  constructor(reason: string, { isBlocked = false } = {}) {
    super(reason)
    this.isBlocked = isBlocked
  }
}

/** How a connector is opened besides what its test system says. */
export type OpenOptions = Partial<ConnectionOptions>

const blocked = { isBlocked: true }

/** One run of one check: its own test system, its own connections, all of it ended with the check. */
export class Trial implements AsyncDisposable {
  readonly subject: Subject
  readonly journal = new Journal()
  readonly #stack = new AsyncDisposableStack()
  #system: Promise<Vendor | SourceSystem> | undefined

  constructor(subject: Subject) {
    this.subject = subject
  }

  /** The test system of this check, started on first use. @throws CannotRun where there is none */
  system(): Promise<Vendor | SourceSystem> {
    return (this.#system ??= this.startSystem())
  }

  /** The vendor of a destination. */
  async vendor(): Promise<Vendor> {
    return await this.system()
  }

  /** Starts another test system, besides the one of this check. */
  async startSystem(): Promise<Vendor | SourceSystem> {
    const { conformance, isLive } = this.subject
    if (conformance === undefined) {
      throw new CannotRun(
        'the package has no test/conformance.config, so nothing can be tried',
        blocked,
      )
    }
    const tag = `rev-${process.pid}-${Date.now()}`
    const started: Vendor | SourceSystem | MissingSystem | undefined = isLive
      ? await conformance.live?.(tag)
      : await conformance.start()
    if (started === undefined)
      throw new CannotRun('the conformance file names no live account', blocked)
    if ('missing' in started) throw new CannotRun(started.missing, blocked)
    const end = started[Symbol.asyncDispose]
    if (end !== undefined) this.#stack.defer(() => end.call(started) as Promise<void>)
    this.journal.hide(await this.subject.secretsOf(started.config))
    // Limits are measured where they are meant; elsewhere they would only take time.
    started.simulator?.enforceQuotas(false)
    started.simulator?.watch(({ request, reply, applied }) => {
      const { method, path, text } = request
      this.journal.note(
        `${method} ${path} ${text} → ${reply?.status ?? 'no answer'}, ${applied} applied`,
      )
    })
    return started
  }

  /** A configuration that works. */
  async config(): Promise<Readonly<Record<string, unknown>>> {
    return { ...(await this.system()).config }
  }

  /** The simulator behind the vendor. @throws CannotRun where there is none */
  async simulator(): Promise<Simulator> {
    const { simulator } = await this.system()
    if (simulator !== undefined) return simulator
    throw new CannotRun('its system is no HTTP simulator, so no answer of it can be spoiled')
  }

  /** Opens the destination. */
  async openDestination(options: OpenOptions = {}): Promise<OpenDestination> {
    const definition = this.subject.definition as Destination
    const opened = await this.#opening(options, (all) => openDestination(definition, all))
    this.#stack.use(opened)
    await this.#noteTraffic(opened)
    return opened
  }

  /** Opens the source. */
  async openSource(options: OpenOptions = {}): Promise<OpenSource> {
    const definition = this.subject.definition as Source
    const opened = await this.#opening(options, ({ projectPath = process.cwd(), ...rest }) =>
      openSource(definition, { projectPath, ...rest }),
    )
    this.#stack.use(opened)
    return opened
  }

  /** Opens the connector, whichever kind it is. */
  open(options: OpenOptions = {}): Promise<OpenDestination | OpenSource> {
    return this.subject.definition.kind === 'destination'
      ? this.openDestination(options)
      : this.openSource(options)
  }

  /** Runs something at the end of the check. */
  defer(end: () => Promise<unknown>): void {
    this.#stack.defer(async () => void (await end()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }

  /** A connector whose traffic could be spoiled, and whose author starts nothing that spoils it, is only half tested. */
  async #noteTraffic(opened: OpenDestination): Promise<void> {
    const { simulator } = await this.system()
    if (simulator !== undefined) return
    this.#stack.defer(() => {
      if (opened.stats().requests > 0) this.subject.isUnspoiled = true
    })
  }

  /** The configuration of the author's own system has to be a good one, or nothing can be said of the connector. */
  async #opening<Opened>(
    options: OpenOptions,
    open: (all: ConnectionOptions) => Promise<Opened>,
  ): Promise<Opened> {
    try {
      return await open(await this.#options(options))
    } catch (error) {
      const isTheirs = options.config === undefined && isRevError(error)
      if (!isTheirs || error.code !== 'REV_CONFIG_INVALID') throw error
      throw new CheckFailure({
        expected: 'a configuration that the connector takes, from start() of its conformance file',
        got: error.message,
        fix: 'Give in "config" of start() what the schema of the connector demands.',
      })
    }
  }

  async #options(options: OpenOptions): Promise<ConnectionOptions> {
    const { config, projectPath, egressAllow, simulator } = await this.system()
    const loopback = simulator === undefined ? [] : ['127.0.0.1/32']
    return {
      config,
      egressAllow: egressAllow ?? loopback,
      random: () => 0,
      quotas: [],
      ...(projectPath === undefined ? {} : { projectPath }),
      ...options,
    }
  }
}
