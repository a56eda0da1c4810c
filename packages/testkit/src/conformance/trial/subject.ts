import type { Destination, Source } from '@revetl/sdk'
import { configJsonSchema, secretPaths, secretValues, type JsonSchema } from '@revetl/sdk/host'
import type { Conformance } from '../define-conformance.ts'
import { IsolatedRuns } from '../isolated/isolated-runs.ts'
import type { PackageUnderTest } from '../package/package-under-test.ts'
import type { WireShape } from './wire-shape.ts'

/** A definition takes its configuration as an argument, so no one type covers all of them. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyConnector = Destination<any> | Source<any>

/** A connector under test and what is known about it. */
export class Subject {
  readonly definition: AnyConnector
  readonly conformance: Conformance | undefined
  readonly package: PackageUnderTest | undefined
  readonly isolated: IsolatedRuns | undefined
  readonly isLive: boolean
  /** How the traffic of each case looks when nothing goes wrong, found out once. */
  readonly wireShapes = new Map<string, Promise<WireShape>>()
  /** Whether it has sent requests that no simulator could spoil. */
  isUnspoiled = false
  #schema: Promise<JsonSchema> | undefined

  constructor(parts: {
    readonly definition: AnyConnector
    readonly conformance: Conformance | undefined
    readonly package?: PackageUnderTest | undefined
    readonly isLive?: boolean
  }) {
    this.definition = parts.definition
    this.conformance = parts.conformance
    this.package = parts.package
    this.isolated = this.package && new IsolatedRuns(this.package, this.isLocal)
    this.isLive = parts.isLive ?? false
  }

  /** Whether it talks to no host: files are its job then. */
  get isLocal(): boolean {
    const { hosts } = this.definition.network
    return Array.isArray(hosts) && hosts.length === 0
  }

  configSchema(): Promise<JsonSchema> {
    return (this.#schema ??= configJsonSchema(this.definition))
  }

  /** Every secret of a configuration. */
  async secretsOf(config: object): Promise<readonly string[]> {
    return secretValues(secretPaths(await this.configSchema()), config)
  }
}
