import type { Context } from './context.ts'
import type { Column, ReadRequest } from './model.ts'

/**
 * The SQL of a database, as far as the statements of the host have to differ. Plain data: it stands in the manifest.
 * The rest is standard SQL: `LEFT JOIN`, `NOT EXISTS`, `UNION ALL`, `CASE`, `CREATE TABLE`, `INSERT … VALUES`.
 */
export interface PushdownDialect {
  /** What identifiers are quoted with; the sign itself is doubled. */
  readonly quote: '"' | '`'
  /** Whether a backslash in a text literal stands for itself (`standard`) or must be doubled. */
  readonly literals: 'standard' | 'backslash'
  /** Where scratch tables lie: in a schema of their own, or as tables whose names start with it. */
  readonly scratch: 'schema' | 'prefix'
  /** Types of columns. Equal values must be equal byte for byte: `text` needs a collation that ignores nothing. */
  readonly types: {
    readonly integer: string
    readonly number: string
    readonly boolean: string
    readonly text: string
    /** For 128 bits; a value is written as 32 hexadecimal digits and read as these, with or without dashes. */
    readonly print: string
  }
  /** Statement that makes a table that need not survive a crash of the server, from `{select}`, named `{table}`. */
  readonly stageTable: string
  /** What follows a subquery so that its columns are computed once: `OFFSET 0`. Empty where they always are. */
  readonly fence: string
  /** Statement that lets the planner know a table that was just written; empty for none. */
  readonly analyze: string
}

/** What the host wants to know of a model. */
export interface PushdownRequest extends ReadRequest {
  /** The key columns. */
  readonly keys: readonly string[]
  /** The columns that are compared. */
  readonly columns: readonly string[]
  /** Goes into every fingerprint: another one makes all of them others. */
  readonly salt: string
}

/** A model as SQL. Every expression uses the columns of `from` without a qualifier, under names that start with `c`. */
export interface PushdownModel {
  /** One FROM item with an alias: `(SELECT …) AS m(c1, c2)`. */
  readonly from: string
  /** The columns of `from` that the expressions use. */
  readonly names: readonly string[]
  /** The requested columns, described as `describe` does. */
  readonly columns: readonly Column[]
  /**
   * For each key column the value in the dialect's type: `integer`, `number` and `boolean` as such; a `decimal` as its
   * shortest digits; every other type as its canonical text. Two are equal exactly where these are the same.
   */
  readonly keys: readonly string[]
  /** For each requested column the text that `read` would give. */
  readonly texts: readonly string[]
  /** The fingerprint: 128 bits over the salt and all requested columns, where a null is not an empty text. */
  readonly print: string
}

/** What lets a host compare inside the database, so that only rows that can differ leave it. */
export interface Pushdown<Config = unknown> {
  readonly dialect: PushdownDialect
  /** Works out the SQL of a model without running it. @throws `REV_MODEL_*` as `describe` does */
  readonly model: (request: PushdownRequest, ctx: Context<Config>) => Promise<PushdownModel>
  /**
   * Makes sure that tables can be made in the scratch schema, and makes it where it is not there.
   * @throws `REV_AUTH_SCOPE` with the grants that are missing.
   */
  readonly prepare: (schema: string, ctx: Context<Config>) => Promise<void>
  /** Runs statements in order, in one transaction that is durable when this returns. Nothing of a failed one stays. */
  readonly execute: (statements: readonly string[], ctx: Context<Config>) => Promise<void>
}
