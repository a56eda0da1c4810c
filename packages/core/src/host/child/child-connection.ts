import { createRedactor, type Gateway } from '@revetl/http'
import { isRevError, RevError, type Quota } from '@revetl/sdk'
import type { ConnectorMessageOf } from '@revetl/sdk/protocol'
import type { Connection } from '../../connection.ts'
import { childLimitsOf, type ChildLimits } from '../../child-limits.ts'
import type { HostServices } from '../host-services.ts'
import { openGateway } from '../open-gateway.ts'
import { ChildLife } from './life/child-life.ts'
import { childProgram, type ChildProgram } from './child-program.ts'

// Before a process that died is started again, doubled each time.
const restartMs = 100

/** A connection to a connector in a child process, through as many lives as it is allowed. */
export class ChildConnection implements AsyncDisposable {
  readonly connection: Connection
  readonly services: HostServices
  /** Whether the connector can reach its destination other than through the gateway. */
  readonly actsUnseen: boolean
  readonly #limits: ChildLimits
  readonly #program: ChildProgram
  readonly #plainRedact: (text: string) => string
  #gateway: Gateway | undefined
  #quotas: readonly Quota[] = []
  #life: Promise<ChildLife> | undefined
  #lives = 0
  #calls = 0
  #lastEnd: unknown

  private constructor(connection: Connection, services: HostServices) {
    this.connection = connection
    this.services = services
    this.#limits = childLimitsOf(services.childLimits, connection.childLimits)
    this.#program = childProgram(connection, services, this.#limits)
    this.actsUnseen = this.#program.actsUnseen
    this.#plainRedact = createRedactor(connection.secrets)
  }

  /** Starts the connector and opens the connection. */
  static async open(connection: Connection, services: HostServices): Promise<ChildConnection> {
    const opened = new ChildConnection(connection, services)
    try {
      await opened.life()
      return opened
    } catch (error) {
      await opened[Symbol.asyncDispose]()
      throw located(error, connection)
    }
  }

  /** The life that takes calls; a new one where the last has ended. @throws `REV_CONNECTOR_STOPPED` after too many */
  async life(): Promise<ChildLife> {
    for (;;) {
      this.#life ??= this.#begin()
      const current = this.#life
      try {
        const life = await current
        if (!life.hasEnded) return life
        this.#lastEnd = life.end
      } catch (error) {
        if (!isCrash(error)) throw error
        this.#lastEnd = error
      }
      if (this.#life === current) this.#life = undefined
    }
  }

  /** The number of the present life, from 1. */
  get lives(): number {
    return this.#lives
  }

  get gateway(): Gateway {
    if (this.#gateway !== undefined) return this.#gateway
    throw new RevError('REV_INTERNAL', 'Failed to use a connection that is not open.')
  }

  get quotas(): readonly Quota[] {
    return this.#quotas
  }

  readonly redact = (text: string): string => this.#gateway?.redact(text) ?? this.#plainRedact(text)

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const life = await this.#life?.catch(() => undefined)
      await life?.leave(() => this.#close(life))
    } finally {
      await this.#gateway?.[Symbol.asyncDispose]()
    }
  }

  #close(life: ChildLife): Promise<unknown> {
    const signal = new AbortController().signal
    return life.call(
      { kind: 'close', gateway: { signal, resendable: false } },
      (call) => ({ type: 'close', call }),
      (message, resolve) => {
        if (message.type === 'result') resolve(undefined)
        return message.type === 'result'
      },
    )
  }

  async #begin(): Promise<ChildLife> {
    const { restartsMax } = this.#limits
    if (this.#lives > restartsMax) throw this.#stopped()
    if (this.#lives > 0) await this.services.clock.sleep(restartMs * 2 ** (this.#lives - 1))
    this.#lives++
    const life = new ChildLife({
      connection: this.connection,
      services: this.services,
      limits: this.#limits,
      program: this.#program,
      gatewayOf: (opened) => (this.#gateway ??= this.#openGateway(opened)),
      gateway: () => this.#gateway,
      nextCall: () => this.#calls++,
      redact: this.#plainRedact,
    })
    try {
      await life.start()
      return life
    } catch (error) {
      life.break('it could not be opened')
      throw error
    }
  }

  #openGateway({ auth, quotas, hosts }: ConnectorMessageOf<'opened'>): Gateway {
    const { manifest } = this.connection.connector
    this.#quotas = quotas as readonly Quota[]
    return openGateway(this.connection, this.services, {
      auth: auth as never,
      quotas: this.#quotas,
      // What was published binds: a connector cannot widen it when it runs.
      hosts: manifest.hosts === 'config' ? hosts : manifest.hosts,
    })
  }

  #stopped(): RevError {
    const { connector, name } = this.connection
    const why = isRevError(this.#lastEnd) ? ` ${this.#lastEnd.message}` : ''
    return new RevError(
      'REV_CONNECTOR_STOPPED',
      `Failed to run ${connector.packageName} for ${name}: it was started ${this.#lives} times and ended each time.${why}`,
      { delivery: 'not-sent', hint: 'Tell the author of the connector; nothing was lost.' },
    )
  }
}

function isCrash(error: unknown): boolean {
  return isRevError(error) && error.code === 'REV_CONNECTOR_CRASHED'
}

/** A configuration that the connector refuses is mended where the connection stands. */
function located(error: unknown, { name, place }: Connection): unknown {
  if (!isRevError(error) || error.place !== undefined) return error
  if (error.kind !== 'config' && error.kind !== 'connector') return error
  const { code, message, hint, delivery } = error
  return new RevError(code, `${name}: ${message}`, {
    cause: error,
    place,
    ...(hint === undefined ? {} : { hint }),
    ...(delivery === undefined ? {} : { delivery }),
  })
}
