import { RevError } from '@revetl/sdk'
import {
  protocolVersions,
  type ConnectorMessageOf,
  type ProtocolVersion,
} from '@revetl/sdk/protocol'
import type { InstalledConnector } from '../../../connector.ts'

/** What a connector says of itself before anything is asked of it. */
export class Greeting {
  readonly #connector: InstalledConnector
  readonly #redact: (text: string) => string
  readonly #settled = Promise.withResolvers<void>()
  #protocol: ProtocolVersion | undefined

  constructor(connector: InstalledConnector, redact: (text: string) => string) {
    this.#connector = connector
    this.#redact = redact
    this.#settled.promise.catch(() => 'who starts the connector is told')
  }

  /** Ends when the connector has said that it is the one that was expected. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  get isGood(): boolean {
    return this.#protocol !== undefined
  }

  /** The version that both speak; the first one until that is agreed. */
  get protocol(): ProtocolVersion {
    return this.#protocol ?? 1
  }

  /** Judges what it said. @returns why it is refused, or nothing */
  take({ protocol, kind, id }: ConnectorMessageOf<'hello'>): string | undefined {
    const { manifest } = this.#connector
    const version = protocolVersions.find((one) => one === protocol)
    if (version === undefined) {
      const why = `it speaks version ${protocol} of the protocol, expected ${protocolVersions.join(' or ')}`
      return this.#refuse('REV_CONNECTOR_VERSION', why)
    }
    if (kind !== manifest.kind || id !== manifest.id) {
      const why = `it is the ${kind} "${id}", expected the ${manifest.kind} "${manifest.id}"`
      return this.#refuse('REV_CONNECTOR_INVALID', why)
    }
    this.#protocol = version
    this.#settled.resolve()
    return undefined
  }

  /** It left. Before it said hello it is not broken down but unfit: another start would end the same way. */
  left(why: string): void {
    if (!this.isGood) this.#refuse('REV_CONNECTOR_INVALID', why)
  }

  /** The process has ended. */
  fail(error: RevError): void {
    this.#settled.reject(error)
  }

  #refuse(code: 'REV_CONNECTOR_INVALID' | 'REV_CONNECTOR_VERSION', why: string): string {
    const { packageName, version } = this.#connector
    const text = `Failed to start the connector ${packageName} ${version}: ${this.#redact(why)}.`
    const hint = 'Install the package again, or tell its author.'
    this.#settled.reject(new RevError(code, text, { hint }))
    return why
  }
}
