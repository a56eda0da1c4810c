import { isRevError } from '../../errors.ts'
import { connectionError } from '../connection-error.ts'
import { serverAddress, type ServerAddress } from '../server-address.ts'
import type { SqlConfig, SqlDatabase, SqlPool, SqlServer } from './sql-database.ts'
import type { SqlTable } from './sql-table.ts'
import { writeError } from './write-error.ts'

/** What is open for one connection of the project. */
export interface OpenDatabase<Client, Table extends SqlTable> {
  readonly server: SqlServer<Client, Table>
  readonly options: Pick<SqlConfig, 'createTables' | 'addColumns'>
  readonly address: ServerAddress
  readonly defaultSchema: () => string
  readonly pool: SqlPool<Client>
  /** What is known of tables, by the name of the object. */
  readonly tables: Map<string, Promise<Table>>
  /** Tables that are being replaced, by run and object; each has its own connection and transaction. */
  readonly replacements: Map<string, Replacement<Client, Table>>
}

/** A table whose rows are being replaced in one transaction. */
export interface Replacement<Client, Table extends SqlTable> {
  readonly client: Client
  readonly table: Table
  /** Set once the transaction is lost; nothing more can be committed. */
  lost: unknown
}

/** What is open of a database, by configuration: a pool is made on first use. */
export function openDatabases<Config extends SqlConfig, Client, Table extends SqlTable>(
  database: SqlDatabase<Config, Client, Table>,
) {
  const all = new WeakMap<Config, OpenDatabase<Client, Table>>()
  return {
    of: (config: Config): OpenDatabase<Client, Table> => {
      const known = all.get(config)
      if (known) return known
      const address = serverAddress(config, database.kind)
      const open: OpenDatabase<Client, Table> = {
        server: database,
        options: config,
        address,
        defaultSchema: () => database.defaultSchema(config, address),
        pool: database.connect(config, address),
        tables: new Map(),
        replacements: new Map(),
      }
      all.set(config, open)
      return open
    },
    /** Closes the pool; what is being replaced is rolled back. */
    close: async (config: Config): Promise<void> => {
      const open = all.get(config)
      if (!open) return
      all.delete(config)
      for (const { client } of open.replacements.values()) open.pool.giveBack(client, true)
      await open.pool.close()
    },
  }
}

/** Takes a connection. @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_HTTP_TLS`, … */
export async function takeClient<Client, Table extends SqlTable>({
  pool,
  address,
  server,
}: OpenDatabase<Client, Table>): Promise<Client> {
  try {
    return await pool.take()
  } catch (error) {
    throw isRevError(error) ? error : connectionError(error, address, server.kind)
  }
}

/** Uses a connection for what needs no transaction. @throws what `writeError` makes of an error, named after `what` */
export async function withClient<Client, Table extends SqlTable, Result>(
  open: OpenDatabase<Client, Table>,
  what: string,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await takeClient(open)
  try {
    return await use(client)
  } catch (error) {
    throw writeError(error, what, open.server.faults)
  } finally {
    open.pool.giveBack(client, false)
  }
}
