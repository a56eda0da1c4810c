import type { Auth } from './auth.ts'
import type { Context } from './context.ts'
import type { CheckResult, Network, Vendor, apiVersion } from './destination.ts'
import type { Column, ReadRequest } from './model.ts'
import type { Permissions } from './permissions.ts'
import type { Pushdown } from './pushdown.ts'
import type { Quota } from './quotas.ts'
import type { SourceSql } from './source-sql.ts'
import type { StandardSchema } from './standard-schema.ts'

/** Some rows, column by column or as one text. Each value is the canonical text of its type, as `ValueType` tells, or null. */
export type Chunk = ColumnChunk | TextChunk

/** Rows as one array of values for each column. */
export interface ColumnChunk {
  readonly rowCount: number
  readonly columns: readonly (readonly (string | null)[])[]
}

/**
 * Rows as the text that databases export, which passes through JavaScript unread: tab-separated values in UTF-8. A tab
 * stands between two values and a line feed after each row. `\N` is null; in other values a backslash, a tab, a line
 * feed and a carriage return are `\\`, `\t`, `\n` and `\r`, and a backspace, a form feed and a vertical tab may be
 * `\b`, `\f` and `\v`. That is the text format of `COPY` in Postgres. About a million bytes are a good size.
 */
export interface TextChunk {
  readonly rowCount: number
  /** Nothing else may write to these bytes once they are given away. */
  readonly text: Uint8Array
}

/** What a read returns at its end; a read that ends without it has failed. */
export interface ReadEnd {
  readonly rows: number
}

/** A read under way. */
export interface ModelRead {
  readonly columns: readonly Column[]
  /** Chunks of about a thousand rows or more. Its return value says that the read is complete. */
  readonly chunks: AsyncGenerator<Chunk, ReadEnd, void>
}

/** A statement by which DuckDB itself can read the model, so that no row passes through JavaScript. */
export interface DuckdbQuery {
  /** Databases to attach read-only before the query runs, by their absolute path. An alias never starts with `rev_`. */
  readonly attach: readonly { readonly path: string; readonly alias: string }[]
  /** The database that unqualified names belong to. */
  readonly defaultDatabase?: string
  /** The folder against which relative paths in the statement count: DuckDB's `file_search_path`. */
  readonly fileSearchPath?: string
  /**
   * One SELECT, for a session whose `TimeZone` is UTC. It gives the columns of `describe` in order: `boolean`,
   * `integer`, `decimal` and `number` in DuckDB's own types, every other as the canonical text of its type. The host
   * adds the `LIMIT` of `rowsMax`.
   */
  readonly sql: string
}

/** A table or file that can be a model. */
export interface DiscoveredTable {
  readonly path: readonly string[]
  readonly columns: readonly Column[]
}

/** Everything about one source connector. */
export interface SourceDefinition<Config = unknown> {
  /** Lower case with dashes, unique among sources. */
  readonly id: string
  readonly apiVersion: typeof apiVersion
  readonly title?: string
  readonly vendor: Vendor
  readonly config: StandardSchema<unknown, Config>
  /** The JSON Schema of `config`, for a schema library that cannot give one. */
  readonly configJsonSchema?: Readonly<Record<string, unknown>>
  /** How the gateway signs requests; `undefined` for not at all. */
  readonly auth?: (config: Config) => Auth | undefined
  readonly network: Network<Config>
  /** What the connector needs besides the gateway; default nothing. */
  readonly permissions?: Permissions
  readonly quotas?: (
    config: Config,
    account: CheckResult['account'] | undefined,
  ) => readonly Quota[]
  readonly check: (ctx: Context<Config>) => Promise<CheckResult>
  readonly discover: (
    ctx: Context<Config>,
  ) => Promise<{ readonly tables: readonly DiscoveredTable[] }>
  /**
   * The columns of a model without reading it.
   * @throws `REV_MODEL_*`; where the fault has a place in the SQL, `place` is that, with an empty `file`.
   */
  readonly describe: (request: ReadRequest, ctx: Context<Config>) => Promise<readonly Column[]>
  /**
   * Streams a model: read-only, one consistent state from the first row to the last. What it opens is closed by its
   * chunks: a host that needs none of them stops `ctx.signal`, asks for the first one and ends them.
   */
  readonly read: (request: ReadRequest, ctx: Context<Config>) => Promise<ModelRead>
  /**
   * For sources that DuckDB can read: used instead of `read` by the local engine. `undefined` for a model that DuckDB
   * could only read with what a statement does not carry, such as an extension or a password: it is `read` then, and
   * stands in the local engine in the same types.
   */
  readonly duckdbQuery?: (
    request: ReadRequest,
    ctx: Context<Config>,
  ) => Promise<DuckdbQuery | undefined>
  /** For sources that read any SQL: how a host adds a condition to a model. */
  readonly sql?: SourceSql
  /** For databases that can find out by themselves which rows differ: `diff: warehouse`. */
  readonly pushdown?: Pushdown<Config>
  /** Closes what the connector opened for a connection. */
  readonly close?: (ctx: Context<Config>) => Promise<void>
}

/** A source that `defineSource` has checked. */
export interface Source<Config = unknown> extends SourceDefinition<Config> {
  readonly kind: 'source'
}

/** Describes a source: the default export of its package. */
export function defineSource<Config>(definition: SourceDefinition<Config>): Source<Config> {
  return { ...definition, kind: 'source' }
}
