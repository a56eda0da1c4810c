import type { Value, ValueType } from '@revetl/sdk'
import type { QueryRows } from '../services/query-rows.ts'

/** A value that a column would not keep as it is: the type of the column, that of the value, and the value. */
export type UnfitValue = readonly [columnType: string, type: ValueType, value: Value]

/** A table whose rows somebody else holds, until it is disposed of. */
export interface HeldTable extends AsyncDisposable {
  /** Resolves once a write of rev waits for them. */
  untilWaiting(): Promise<void>
}

/** A user that was made for a test, until it is disposed of. */
export interface TestUser extends AsyncDisposable {
  readonly url: string
}

/** Where dialects differ in what the suite says to a server. The rest of it is standard SQL. */
export interface SqlTestDialect {
  readonly quote: (name: string) => string
  /** Whether a table or a column may have the name. */
  readonly canHold: (name: string) => boolean
  /** The type of a column for a moment, to the microsecond, that may be null. */
  readonly momentType: string
  /** Statements by which every update of a row of the table adds one to its column `touched`. */
  readonly countUpdates: (table: string) => readonly string[]
  /** The statement that gives a column another type. */
  readonly retype: (table: string, column: string, type: string) => string
  /** What to add to a foreign key so that it is checked as late as the server can. */
  readonly deferred: string
  /** Types that the columns of `unfitValues` need. */
  readonly createTypes?: readonly string[]
}

/** One kind of database server, as the suite for SQL destinations needs it. */
export interface SqlTestServer {
  readonly sql: SqlTestDialect
  /** Runs statements as the administrator. @returns the rows of the last one */
  readonly run: (url: string, ...statements: string[]) => Promise<QueryRows>
  /** Values that the server would change without a word, and values that it refuses. */
  readonly unfitValues: readonly UnfitValue[]
  /** What the server calls a violated constraint. */
  readonly vendorCodes: {
    readonly reference: string
    readonly unique: string
    readonly notNull: string
  }
  /** Locks the rows of a table in a session of its own. Left out where sessions do not wait for each other. */
  readonly hold?: (url: string, table: string) => Promise<HeldTable>
  /** Ends every session of rev on the database, as an administrator would. Left out where there is no such thing. */
  readonly endSessions?: (url: string) => Promise<void>
  /** Whether the bytes that a client sent are a COMMIT. Left out where there is no socket. */
  readonly isCommit?: (bytes: Buffer) => boolean
  /** Makes a user with some rights on all tables of the database. Left out where there are no users. */
  readonly addUser?: (url: string, rights: string) => Promise<TestUser>
}
