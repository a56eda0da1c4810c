import type { Batch } from '../../batch.ts'
import type { Context, RunContext } from '../../context.ts'
import type { DestinationDefinition, ObjectDefinition } from '../../destination.ts'
import type { FieldDefinitions } from '../../fields.ts'
import { serverAddress } from '../server-address.ts'
import { discoverTables } from './discover-tables.ts'
import { lookUpRows } from './look-up-rows.ts'
import { openDatabases, withClient } from './open-database.ts'
import { replaceSession, writeReplacement } from './replace-table.ts'
import type { SqlConfig, SqlDatabase } from './sql-database.ts'
import type { SqlTable } from './sql-table.ts'
import { writeBatch } from './write-batch.ts'

/** The parts of a definition whose objects are the tables of a database. */
export interface SqlDestination<Config> extends Required<
  Pick<DestinationDefinition<Config>, 'check' | 'discover' | 'close'>
> {
  /** For `network`: the host of the server. */
  readonly hosts: (config: Config) => readonly string[]
  /** For `dynamicObject`: a table with all operations. */
  readonly table: ObjectDefinition<FieldDefinitions, Config>
}

// What a transaction costs is spread over so many records; more are not faster, and more have to be sent again when one
// is at fault.
const batch = { recordsMax: 2_500, bytesMax: 16 << 20 }

/**
 * A destination for a SQL database, made of what tells that database from others: a batch is one transaction, records
 * are found by unique indexes, and a record that the server refuses costs no other one.
 * @returns parts for `defineDestination`
 */
export function sqlDestination<Config extends SqlConfig, Client, Table extends SqlTable>(
  database: SqlDatabase<Config, Client, Table>,
): SqlDestination<Config> {
  const databases = openDatabases(database)
  return {
    hosts: (config) => [serverAddress(config, database.kind).host],
    check: async ({ config }: Context<Config>) => {
      const open = databases.of(config)
      const { host, port } = open.address
      const found = await withClient(open, database.kind.name, (client) =>
        database.identify(client, config),
      )
      const account = { id: `${host}:${port}/${found.database}`, name: found.user }
      return { account, warnings: found.warnings }
    },
    discover: ({ config }) => discoverTables(databases.of(config)),
    table: { ...tableObject(databases.of), ...lookupOf(database, databases.of) },
    close: ({ config }) => databases.close(config),
  }
}

type OpenOf<Config extends SqlConfig, Client, Table extends SqlTable> = ReturnType<
  typeof openDatabases<Config, Client, Table>
>['of']

function lookupOf<Config extends SqlConfig, Client, Table extends SqlTable>(
  { lookUp }: Pick<SqlDatabase<Config, Client, Table>, 'lookUp'>,
  openOf: OpenOf<Config, Client, Table>,
): Pick<SqlDestination<Config>['table'], 'lookup'> {
  if (lookUp === undefined) return {}
  return { lookup: (request, { config }) => lookUpRows(openOf(config), lookUp, request) }
}

function tableObject<Config extends SqlConfig, Client, Table extends SqlTable>(
  openOf: OpenOf<Config, Client, Table>,
): SqlDestination<Config>['table'] {
  const byMatch = {
    batch,
    atomicity: 'per-record',
    resend: 'safe',
    inFlightMax: 4,
    write: (given: Batch, { config, signal }: RunContext<Config>) =>
      writeBatch(openOf(config), given, signal),
  } as const
  const appended = { ...byMatch, batch: { ...batch, uniqueBy: 'none' } } as const
  return {
    title: 'Table',
    description: 'A table; its unique indexes say by which columns rows are found.',
    fields: {},
    isOpen: true,
    operations: {
      upsert: byMatch,
      update: { ...byMatch, sends: 'changed' },
      create: byMatch,
      delete: byMatch,
      // A row that was inserted cannot be told from one that was not.
      append: { ...appended, resend: 'unsafe' },
      replace: {
        ...appended,
        // One transaction is one connection.
        inFlightMax: 1,
        session: replaceSession(openOf),
        write: (given, ctx) => writeReplacement(openOf(ctx.config), given, ctx),
      },
    },
  }
}
