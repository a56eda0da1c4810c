import type { Destination, Outcome, ValueRecord } from '@revetl/sdk'
import { configJsonSchema, secretPaths, secretValues, type JsonSchema } from '@revetl/sdk/host'
import { openDestination, type OpenDestination } from '../open-destination.ts'
import type { WriteCase } from './write-case.ts'

/** What is tested, and with what. */
export interface ConformanceOptions {
  // A definition takes its configuration as an argument, so no one type covers all of them.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly definition: Destination<any>
  /** A configuration that works, or a function where it is known only when the tests run. */
  readonly config: object | (() => object)
  readonly egressAllow?: readonly string[]
  /** At least one for each operation of each object. */
  readonly cases: readonly WriteCase[]
  /** The connector's folder: its built manifest is compared with its built code. */
  readonly packagePath?: string
  /** Empties the destination before each check. */
  readonly reset?: () => unknown
  /** Requests that the destination's server has seen, where something counts them. */
  readonly requestCount?: () => number
}

/** A connector under test. */
export class ConformanceTarget {
  readonly options: ConformanceOptions

  constructor(options: ConformanceOptions) {
    this.options = options
  }

  get config(): Readonly<Record<string, unknown>> {
    const { config } = this.options
    return { ...(typeof config === 'function' ? (config as () => object)() : config) }
  }

  /** The JSON Schema of the configuration. */
  async configSchema(): Promise<JsonSchema> {
    return configJsonSchema(this.options.definition)
  }

  /** Every secret of the configuration. */
  async secrets(): Promise<readonly string[]> {
    return secretValues(secretPaths(await this.configSchema()), this.config)
  }

  /** Opens the connector, with another configuration where one is given. */
  async open(config: object = this.config): Promise<OpenDestination> {
    const { definition, egressAllow = [], reset } = this.options
    await reset?.()
    return openDestination(definition, { config, egressAllow })
  }

  /** Writes one batch of a case, in a session where the operation has one. */
  async write(
    destination: OpenDestination,
    { object, operation, matchOn, types }: WriteCase,
    records: readonly ValueRecord[],
    signal?: AbortSignal,
  ): Promise<readonly Outcome[]> {
    const target = { object, operation, ...(matchOn === undefined ? {} : { matchOn }) }
    const request = {
      records,
      ...(types === undefined ? {} : { types }),
      ...(signal === undefined ? {} : { signal }),
    }
    const { session } = await destination.operation(target)
    if (session === undefined) return destination.write({ ...target, ...request })
    const opened = await destination.session({ ...target, types: types ?? {} })
    const outcomes = await opened.write(request)
    await opened.commit()
    return outcomes
  }
}
