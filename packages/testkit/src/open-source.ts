import type {
  CheckResult,
  Column,
  Context,
  DiscoveredTable,
  DuckdbQuery,
  ModelQuery,
  ModelRead,
  PushdownDialect,
  PushdownModel,
  PushdownRequest,
  ReadRequest,
  RunInfo,
  Source,
} from '@revetl/sdk'
import type { GatewayStats } from '@revetl/http'
import { RevError } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import type { LogLine } from './captured-log.ts'
import { openConnection, type Connection, type ConnectionOptions } from './open-connection.ts'

/** How a source is opened for a test. */
export interface SourceOptions extends ConnectionOptions {
  /** The folder against which relative paths count. */
  readonly projectPath: string
}

/** A model that was read to its end. */
export interface CollectedModel {
  readonly columns: readonly Column[]
  /** Row by row, each value the canonical text of its column's type. */
  readonly rows: readonly (readonly (string | null)[])[]
}

/** How much to read. */
export interface ReadOptions {
  readonly rowsMax?: number
  readonly signal?: AbortSignal
  /** The run that reads; default none. */
  readonly run?: RunInfo
}

/** A source as a host drives it. */
export interface OpenSource extends AsyncDisposable {
  /** Every line that the connector logged, masked. */
  readonly logs: readonly LogLine[]
  /** What the gateway has sent so far. */
  stats(): GatewayStats
  check(signal?: AbortSignal): Promise<CheckResult>
  discover(signal?: AbortSignal): Promise<{ readonly tables: readonly DiscoveredTable[] }>
  describe(model: ModelQuery, options?: ReadOptions): Promise<readonly Column[]>
  /**
   * Reads a model whole. Throws what the connector throws.
   * @throws `REV_READ_INCOMPLETE` where the read does not end with the right count, `REV_CONNECTOR_CONTRACT` for a
   * malformed chunk.
   */
  read(model: ModelQuery, options?: ReadOptions): Promise<CollectedModel>
  /** The read as the connector gives it, for tests of what happens in the middle of it. */
  stream(model: ModelQuery, options?: ReadOptions): Promise<ModelRead>
  /** Undefined for a model that is read instead. @throws `REV_USAGE` where the source has none. */
  duckdbQuery(model: ModelQuery, options?: ReadOptions): Promise<DuckdbQuery | undefined>
  /** What compares inside the database; undefined where the source cannot. */
  readonly pushdown: OpenPushdown | undefined
}

/** The pushdown of a source, bound to its connection. */
export interface OpenPushdown {
  readonly dialect: PushdownDialect
  model(request: Omit<PushdownRequest, 'projectPath'>): Promise<PushdownModel>
  prepare(schema: string, signal?: AbortSignal): Promise<void>
  execute(statements: readonly string[], signal?: AbortSignal): Promise<void>
}

/** Opens a source for a test: its configuration is checked and what it reads is checked against the contract. */
export async function openSource<Config>(
  definition: Source<Config>,
  options: SourceOptions,
): Promise<OpenSource> {
  const connection: Connection<Config> = await openConnection(definition, options)
  const context = (signal?: AbortSignal): Context<Config> =>
    connection.context({ signal, resendable: true })
  const readOnly = (signal?: AbortSignal): Context<Config> =>
    connection.context({ signal, resendable: true, readOnly: true })
  const request = (model: ModelQuery, { rowsMax, run }: ReadOptions = {}): ReadRequest => ({
    model,
    projectPath: options.projectPath,
    ...(rowsMax === undefined ? {} : { rowsMax }),
    ...(run === undefined ? {} : { run }),
  })
  const { pushdown } = definition
  const stream: OpenSource['stream'] = (model, read) =>
    definition.read(request(model, read), context(read?.signal))
  return {
    logs: connection.logs,
    stats: () => connection.stats(),
    check: async (signal) => definition.check(readOnly(signal)),
    discover: async (signal) => definition.discover(readOnly(signal)),
    describe: async (model, read) =>
      definition.describe(request(model, read), context(read?.signal)),
    stream,
    read: async (model, read) => collect(await stream(model, read)),
    duckdbQuery: async (model, read) => {
      if (definition.duckdbQuery === undefined) {
        throw new RevError(
          'REV_USAGE',
          `Failed to ask ${definition.id} for a query: it gives none.`,
        )
      }
      return definition.duckdbQuery(request(model, read), context(read?.signal))
    },
    pushdown: pushdown && {
      dialect: pushdown.dialect,
      model: async (asked) =>
        pushdown.model({ ...asked, projectPath: options.projectPath }, context()),
      prepare: async (schema, signal) => pushdown.prepare(schema, context(signal)),
      execute: async (statements, signal) => pushdown.execute(statements, context(signal)),
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

async function collect({ columns, chunks }: ModelRead): Promise<CollectedModel> {
  const rows: (string | null)[][] = []
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) {
      // A connector's type is a promise, not a proof: a generator that falls off its end returns undefined.
      const end = next.value as { readonly rows?: number } | undefined
      if (end?.rows === rows.length) return { columns, rows }
      throw new RevError(
        'REV_READ_INCOMPLETE',
        `Failed to read: expected an end with ${rows.length} rows, got ${end?.rows ?? 'none'}.`,
      )
    }
    const { rowCount } = next.value
    const values = chunkColumns(next.value, columns.length)
    if (values.length !== columns.length || values.some((column) => column.length !== rowCount)) {
      throw new RevError(
        'REV_CONNECTOR_CONTRACT',
        `Failed to read: expected a chunk of ${columns.length} columns with ${rowCount} values each.`,
      )
    }
    for (let row = 0; row < rowCount; row += 1)
      rows.push(values.map((column) => column[row] ?? null))
  }
}

/** How a source compares inside its database. @throws where it does not */
export function pushdownOf({ pushdown }: Pick<OpenSource, 'pushdown'>): OpenPushdown {
  if (pushdown === undefined) throw new Error('The source has no pushdown.')
  return pushdown
}
