import type { GatewayStats } from '@revetl/http'
import type {
  Batch,
  Catalog,
  CheckResult,
  Destination,
  DiscoverRequest,
  FieldDefinition,
  FoundRecord,
  LookupRequest,
  OperationDefinition,
  OperationName,
  Outcome,
  SessionInfo,
  ValueType,
} from '@revetl/sdk'
import { RevError } from '@revetl/sdk'
import { checkOutcomes } from '@revetl/sdk/host'
import { batchFields, buildBatch, checkLimits, type BatchRequest } from './build-batch.ts'
import type { LogLine } from './captured-log.ts'
import {
  openConnection,
  type CallOptions,
  type Connection,
  type ConnectionOptions,
} from './open-connection.ts'
import { resolveOperation, resolveObject, type ResolvedOperation } from './resolve-operation.ts'

/** How a destination is opened for a test. */
export interface DestinationOptions extends ConnectionOptions {
  /** The match fields of writes that name none; default the first set of the operation. */
  readonly matchOn?: readonly string[]
}

/** What a write is for. */
export interface WriteTarget {
  readonly object: string
  readonly operation: OperationName
  readonly matchOn?: readonly string[]
}

/** One batch to write. */
export interface WriteRequest extends WriteTarget, BatchRequest {
  readonly signal?: AbortSignal
}

/** A session to open; its columns are named before its first record is there. */
export interface SessionRequest extends WriteTarget {
  readonly types: Readonly<Record<string, ValueType>>
  readonly id?: string
}

/** A session under way. */
export interface OpenSession {
  write(request: Omit<WriteRequest, keyof WriteTarget>): Promise<readonly Outcome[]>
  commit(): Promise<void>
  abort(): Promise<void>
}

/** An operation without its code. */
export type DescribedOperation = Pick<
  OperationDefinition,
  'matchOn' | 'batch' | 'atomicity' | 'resend' | 'sends'
> & {
  readonly session: object | undefined
  readonly object: {
    readonly fields: Readonly<Record<string, FieldDefinition>>
    readonly hasLookup: boolean
  }
}

/** A destination as a host drives it. */
export interface OpenDestination extends AsyncDisposable {
  /** Every line that the connector logged, masked. */
  readonly logs: readonly LogLine[]
  /** What the gateway has sent so far. */
  stats(): GatewayStats
  /** Masks every secret of the connection, as a host does with whatever it shows. */
  redact(text: string): string
  check(signal?: AbortSignal): Promise<CheckResult>
  /** The catalog, or what a request names of it; later writes know its fields. */
  discover(signal?: AbortSignal, request?: DiscoverRequest): Promise<Catalog>
  /**
   * Writes one batch and gives the outcomes in the order of the records. Throws what the connector throws.
   * @throws `REV_CONNECTOR_CONTRACT` where the answer breaks the contract, `REV_USAGE` for what a host never sends.
   */
  write(request: WriteRequest): Promise<readonly Outcome[]>
  /** What the definition and the account say of an operation. */
  operation(target: WriteTarget): Promise<DescribedOperation>
  /** Opens a session of an operation that has them. */
  session(request: SessionRequest): Promise<OpenSession>
  lookup(
    request: Omit<LookupRequest, 'object'> & { object: string },
  ): Promise<readonly FoundRecord[]>
}

/**
 * Opens a destination for a test: its configuration is checked, its traffic goes through the real gateway, and its
 * answers are checked against the contract.
 * @throws `REV_CONFIG_INVALID`
 */
export async function openDestination<Config>(
  definition: Destination<Config>,
  options: DestinationOptions,
): Promise<OpenDestination> {
  const connection = await openConnection(definition, options)
  return new OpenedDestination(definition, connection, options.matchOn)
}

class OpenedDestination<Config> implements OpenDestination {
  readonly logs: readonly LogLine[]
  readonly #definition: Destination<Config>
  readonly #connection: Connection<Config>
  readonly #matchOn: readonly string[] | undefined
  #catalog: Catalog | undefined

  constructor(
    definition: Destination<Config>,
    connection: Connection<Config>,
    matchOn: readonly string[] | undefined,
  ) {
    this.#definition = definition
    this.#connection = connection
    this.#matchOn = matchOn
    this.logs = connection.logs
  }

  stats(): GatewayStats {
    return this.#connection.stats()
  }

  redact(text: string): string {
    return this.#connection.redact(text)
  }

  async check(signal?: AbortSignal): Promise<CheckResult> {
    return this.#definition.check(this.#connection.context(reading(signal)))
  }

  async discover(signal?: AbortSignal, request?: DiscoverRequest): Promise<Catalog> {
    const context = this.#connection.context(reading(signal))
    this.#catalog = await this.#definition.discover(context, request)
    return this.#catalog
  }

  async write(request: WriteRequest): Promise<readonly Outcome[]> {
    const resolved = await this.#resolve(request)
    if (resolved.operation.session !== undefined) {
      throw new RevError('REV_USAGE', `Failed to write: ${request.operation} needs a session.`, {
        hint: 'Open one with session() and write to that.',
      })
    }
    return this.#send(resolved, buildBatch(resolved.target, request), request.signal)
  }

  async operation(target: WriteTarget): Promise<DescribedOperation> {
    const { operation, definition } = await this.#resolve(target)
    const { fields, lookup } = definition
    const { session } = operation
    return { ...operation, session, object: { fields, hasLookup: lookup !== undefined } }
  }

  async session(request: SessionRequest): Promise<OpenSession> {
    const resolved = await this.#resolve(request)
    const { session } = resolved.operation
    if (session === undefined) {
      throw new RevError('REV_USAGE', `Failed to open a session: ${request.operation} has none.`)
    }
    const fields = batchFields(resolved.target.object, { records: [], types: request.types })
    const info: SessionInfo = { id: request.id ?? 'session-1', ...resolved.target, fields }
    const context = () => this.#connection.context({ resendable: false })
    await session.open(info, context())
    return {
      write: ({ signal, ...records }) =>
        this.#send(
          resolved,
          buildBatch(resolved.target, { types: request.types, ...records }),
          signal,
        ),
      commit: () => session.commit(info, context()),
      abort: () => session.abort(info, context()),
    }
  }

  async lookup(
    request: Omit<LookupRequest, 'object'> & { object: string },
  ): Promise<readonly FoundRecord[]> {
    const { definition, object } = resolveObject(
      this.#definition,
      await this.#catalogFor(request.object),
      request.object,
    )
    if (definition.lookup === undefined) {
      throw new RevError('REV_USAGE', `Failed to look up: ${request.object} has no lookup.`)
    }
    return definition.lookup({ ...request, object }, this.#connection.context({ resendable: true }))
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#connection[Symbol.asyncDispose]()
  }

  async #resolve(target: WriteTarget): Promise<ResolvedOperation<Config>> {
    const catalog = await this.#catalogFor(target.object)
    const matchOn = target.matchOn ?? this.#matchOn
    return resolveOperation(this.#definition, catalog, { ...target, matchOn })
  }

  /** An object that only the account knows cannot be written before it is discovered. */
  async #catalogFor(object: string): Promise<Catalog | undefined> {
    const isStatic = Object.hasOwn(this.#definition.objects, object)
    return isStatic ? this.#catalog : (this.#catalog ?? this.discover())
  }

  async #send(
    { operation }: ResolvedOperation<Config>,
    batch: Batch,
    signal: AbortSignal | undefined,
  ): Promise<readonly Outcome[]> {
    checkLimits(batch, operation.batch)
    const context = this.#connection.context({
      signal,
      resendable: operation.resend === 'safe' || operation.resend === 'key',
      records: batch.changes.length,
      idempotencyKey: batch.idempotencyKey,
    })
    const { byId, problems } = checkOutcomes(batch, await operation.write(batch, context))
    if (problems.length > 0) {
      const { object, operation: name } = batch
      throw new RevError(
        'REV_CONNECTOR_CONTRACT',
        `Failed to ${name} ${object.name}: the connector broke the contract: ${problems.join('; ')}.`,
        { hint: 'Return exactly one outcome for each id of the batch.' },
      )
    }
    return batch.changes.flatMap(({ id }) => byId.get(id) ?? [])
  }
}

const reading = (signal: AbortSignal | undefined): CallOptions => ({
  signal,
  resendable: true,
  readOnly: true,
})
