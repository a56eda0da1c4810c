import type { FoundRecord } from '../../destination.ts'
import type { FieldDefinition } from '../../fields.ts'
import type { Outcome } from '../../outcomes.ts'
import type { ValueType } from '../../value-types.ts'
import type { ServerAddress, ServerConfig } from '../server-address.ts'
import type { ServerKind } from '../server-kind.ts'
import type { TableName } from '../table-name.ts'
import type { ColumnOf, RowLookup, SqlColumn, SqlTable, WriteGroup } from './sql-table.ts'

/** The configuration of a destination whose objects are tables; see `tableOptions`. */
export interface SqlConfig extends ServerConfig {
  readonly createTables: boolean
  readonly addColumns: boolean
}

/** How one kind of database writes names and types. */
export interface SqlDialect<Column extends SqlColumn> {
  /** A name as a quoted identifier. @throws `REV_CONFIG_REFERENCE` for one that the server cannot hold, or would cut */
  readonly quoteIdentifier: (name: string) => string
  /** The type in SQL of a column that is made for values of a type; one of a key may need a bound. */
  readonly columnType: (type: ValueType, isKey: boolean) => string
  /** What comes before name and type where `alter table` adds a column: `add column if not exists`. */
  readonly addColumn: string
  /** The statement that makes columns unique, to be shown to people. Both parts are SQL. */
  readonly uniqueIndex: (table: string, columns: string) => string
  /** What a column takes. */
  readonly fieldOf: (column: Column) => Pick<FieldDefinition, 'type' | 'maxLength' | 'enum'>
}

/**
 * What an error of the server is about. `record`: a value, a constraint, a trigger, so that the statement may work
 * without the record · `passing`: the server, the network, another transaction, so that the same statement may work
 * later.
 */
export type FaultKind = 'record' | 'passing' | 'permission' | 'configuration'

/** How errors of the server and the driver are told apart. */
export interface SqlFaults {
  readonly kindOf: (error: unknown) => FaultKind
  /** Whether the connection is of no more use, and what ran on it may have been done. */
  readonly isConnectionLost: (error: unknown) => boolean
  /** What to grant to a user who may not write. */
  readonly grantHint: string
}

/** The connections to one server. What these throw is the driver's own error. */
export interface SqlPool<Client> {
  /** Takes a connection that is ready for a transaction. */
  take(): Promise<Client>
  /** Gives it back, or closes it where its state is in doubt: that ends its transaction. */
  giveBack(client: Client, isBroken: boolean): void
  /** Stops what the server does for a connection right now. */
  cancel(client: Client): Promise<void>
  close(): Promise<void>
}

/** What a transaction is for: a batch, beside which others may write, or a whole table, which others may only read. */
export type TransactionPurpose = 'batch' | 'replacement'

/** What a database does with tables, once connected. */
export interface SqlServer<Client, Table extends SqlTable> {
  readonly kind: ServerKind
  readonly dialect: SqlDialect<ColumnOf<Table>>
  readonly faults: SqlFaults
  /** The tables that the user can write to; a dialect without schemas of its own looks into the default one. */
  readonly listTables: (client: Client, schema: string) => Promise<readonly Table[]>
  /** @returns undefined where there is no such table */
  readonly findTable: (client: Client, name: TableName) => Promise<Table | undefined>
  /** Runs one statement outside of a write: what makes tables and columns, and `rollback`. */
  readonly run: (client: Client, sql: string) => Promise<unknown>
  /**
   * Begins a transaction in which the table cannot be altered, and has not been since it was looked at: with the types
   * of another time values could be cut without a word.
   * @throws what `alteredTable` makes, where it was altered
   */
  readonly begin: (client: Client, table: Table, purpose: TransactionPurpose) => Promise<void>
  /** Deletes every row in the open transaction. */
  readonly empty: (client: Client, table: Table) => Promise<void>
  /**
   * Writes the changes of a batch in the open transaction. A record that the server refuses costs no other one.
   * @returns one outcome for each change; they count once the transaction is committed
   * @throws what is not about a record
   */
  readonly write: (
    client: Client,
    groups: readonly WriteGroup<Table>[],
  ) => Promise<readonly Outcome[]>
  /**
   * Reads rows by their match columns, as values that rev would deliver; a row that is not there is left out. It writes
   * nothing. Left out where rows cannot be read as they were written.
   */
  readonly lookUp?: (client: Client, lookup: RowLookup<Table>) => Promise<readonly FoundRecord[]>
  /** @throws where the server did not say that it is committed */
  readonly commit: (client: Client) => Promise<void>
}

/** Who the credentials are. */
export interface SqlIdentity {
  readonly user: string
  readonly database: string
  /** What the user lacks, in words. */
  readonly warnings: readonly string[]
}

/**
 * Everything that tells one SQL database from another as a destination. `Client` is one connection of its driver,
 * `Table` what the connector knows of a table.
 */
export interface SqlDatabase<
  Config extends SqlConfig,
  Client,
  Table extends SqlTable,
> extends SqlServer<Client, Table> {
  /** Makes the pool. Nothing has to be open yet: `check` tells of a server that does not answer. */
  readonly connect: (config: Config, address: ServerAddress) => SqlPool<Client>
  /** Where tables are that are named without a schema. @throws `REV_CONFIG_INVALID` where none is configured */
  readonly defaultSchema: (config: Config, address: ServerAddress) => string
  /** Asks who the user is and what is missing. It writes nothing. */
  readonly identify: (client: Client, config: Config) => Promise<SqlIdentity>
}
