import type { Context } from './context.ts'
import type { Column, ReadRequest } from './model.ts'

/**
 * The SQL of a database, as far as the statements of the host have to differ. Plain data: it stands in the manifest.
 * The rest is standard SQL without correlated subqueries: `LEFT JOIN`, `UNION ALL`, `CASE`, `CREATE TABLE`,
 * `INSERT … VALUES`.
 */
export interface PushdownDialect {
  /** What identifiers are quoted with; the sign itself is doubled. */
  readonly quote: '"' | '`'
  /**
   * What a backslash in a text literal is: itself (`standard`), a sign that must be doubled (`backslash`), or either,
   * as a session says (`hex`): then a text that holds one is written by its bytes, `_utf8mb4 x'…'`. With `char` it is
   * itself, and a NUL, at which a statement would end, is written as `char(0)`. With `escapes` it begins one, and quotes
   * and control characters are written by theirs: `\'`, `\u000a`. With `backslash-quote` it begins one as well, and
   * quotes are written by theirs, `\'`, as two of them would join two literals; so is the brace of `${`, which would
   * begin a variable.
   */
  readonly literals: 'standard' | 'backslash' | 'hex' | 'char' | 'escapes' | 'backslash-quote'
  /** Where scratch tables lie: in a schema of their own, or as tables whose names start with it. */
  readonly scratch: 'schema' | 'prefix'
  /**
   * Types of columns; each takes the canonical text of its values as a literal, or as `typedLiteral` has it. Equal values
   * must be equal byte for byte: texts need a collation that ignores nothing, spaces at the end included.
   */
  readonly types: {
    readonly integer: string
    readonly number: string
    readonly boolean: string
    readonly text: string
    /** For texts in keys, where the database cannot look for its longest ones; default: `text`. */
    readonly keyText?: string
    /** For 128 bits; a value is written as 32 hexadecimal digits and read as these, with or without dashes. */
    readonly print: string
  }
  /**
   * How a text `{literal}` becomes a value of a `{type}` that is not a text, where it does not by itself:
   * `cast({literal} as {type})`.
   */
  readonly typedLiteral?: string
  /** Statement that makes the empty `{table}` of `{columns}`; default: `CREATE TABLE {table} ({columns})`. */
  readonly createTable?: string
  /**
   * Statement that makes the empty `{table}` of `{columns}` where it is not there, and lets rows be found by `{keys}`,
   * which no two rows share; default: `CREATE TABLE IF NOT EXISTS {table} ({columns})`.
   */
  readonly logTable?: string
  /** Statement that makes `{table}` from `{select}`, which gives `{columns}`. It need not survive a crash of the server. */
  readonly stageTable: string
  /** What follows a subquery so that its columns are computed once: `OFFSET 0`. Empty where they always are. */
  readonly fence: string
  /**
   * Statement that lets rows be found in a `{table}` that was just written, by statistics or by an index `{index}` over
   * its `{keys}`; empty for none.
   */
  readonly analyze: string
  /** What follows a text among `{keys}`, such as the length of a prefix; default: nothing. */
  readonly keyPrefix?: string
  /**
   * What of a `{text}` is compared with that of another one, where no type or collation compares texts byte for byte:
   * `md5({text})`. Default: the text itself.
   */
  readonly comparedText?: string
  /** What of a `{number}` is compared with that of another one, where NaN is not equal to itself. Default: the number. */
  readonly comparedNumber?: string
  /** The longest text of a column in bytes of UTF-8, where a value can have a longer one; default: none. */
  readonly textBytesMax?: number
  /** The longest statement in bytes of UTF-8; default: any that the host makes, of a megabyte and a row more. */
  readonly statementBytesMax?: number
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
  /** For each requested column the text that `read` would give; of a `number` any text of that number. */
  readonly texts: readonly string[]
  /** The fingerprint: 128 bits over the salt and all requested columns, where a null is not an empty text. */
  readonly print: string
  /** Why a read would stop at a row, as `v holds 25:00:00`, and NULL where it would not; undefined where no row is refused. */
  readonly refusal?: string
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
  /**
   * Runs statements in order, durable when this returns. Each is done whole or not at all; where tables are made in
   * transactions, all of them are. Aborting stops the server.
   */
  readonly execute: (statements: readonly string[], ctx: Context<Config>) => Promise<void>
}
