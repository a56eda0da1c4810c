import { configError, type Context } from '@revetl/sdk'
import { connectionError, serverAddress, tlsOptions, type ServerAddress } from '@revetl/sdk/sql'
import {
  createConnection,
  createPool,
  type ConnectionOptions,
  type Pool,
  type PoolConnection,
} from 'mysql2/promise'
import type { MysqlConfig } from './config.ts'
import { mysql } from './mysql.ts'
import { isConnectionLost } from './server-errors.ts'
import type { Table } from './table.ts'

const connectTimeoutMs = 10_000
const idleTimeoutMs = 10_000

/** What is open for one connection of the project. */
export interface Database {
  readonly address: ServerAddress
  readonly pool: Pool
  readonly connectionsMax: number
  /** What is known of tables, by the name of the object. */
  readonly tables: Map<string, Promise<Table>>
  /** Tables that are being replaced, by run and object; each has its own connection and transaction. */
  readonly replacements: Map<string, Replacement>
}

/** A table whose rows are being replaced in one transaction. */
export interface Replacement {
  readonly connection: PoolConnection
  readonly table: Table
  /** Set once the transaction is lost; nothing more can be committed. */
  lost: unknown
}

const open = new WeakMap<MysqlConfig, Database>()
// Connections whose isolation is set; they keep it when they go back to the pool.
const isolated = new WeakSet<object>()

// A value that does not fit is an error and never changed; backslashes are letters; zones and constraints do not depend
// on the settings of the user. There is room for a warning of every value of a batch. What is not there is not locked.
const settings = `set session sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1, autocommit = 1,
  max_error_count = 65535`
const isolation = 'set session transaction isolation level read committed'

/** The pool of a connection, made on first use. */
export function databaseOf({ config }: Pick<Context<MysqlConfig>, 'config'>): Database {
  const known = open.get(config)
  if (known) return known
  const address = serverAddress(config, mysql)
  const pool = createPool({
    ...connectionOptions(config),
    connectionLimit: config.connectionsMax,
    maxIdle: config.connectionsMax,
    idleTimeout: idleTimeoutMs,
  })
  const { connectionsMax } = config
  const database = { address, pool, connectionsMax, tables: new Map(), replacements: new Map() }
  open.set(config, database)
  return database
}

/** Closes the pool; what is being replaced is rolled back. */
export async function closeDatabase({
  config,
}: Pick<Context<MysqlConfig>, 'config'>): Promise<void> {
  const database = open.get(config)
  if (!database) return
  open.delete(config)
  for (const { connection } of database.replacements.values()) connection.destroy()
  await database.pool.end()
}

/** The database of tables that are named without one. @throws `REV_CONFIG_INVALID` where none is configured */
export function defaultSchema({ address }: Database): string {
  if (address.database !== '') return address.database
  throw configError('Failed to find the table: no database is configured.', {
    hint: 'Add the database to `url`, or set `database`.',
    delivery: 'not-applied',
  })
}

/** Takes a connection with its settings made. @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_HTTP_TLS`, … */
export async function takeConnection(database: Database): Promise<PoolConnection> {
  const { pool, address, connectionsMax } = database
  // Those that were lost while they lay idle are known only when they are used.
  for (let idle = connectionsMax; ; idle -= 1) {
    const connection = await pool.getConnection().catch((error: unknown) => {
      throw connectionError(error, address, mysql)
    })
    try {
      await connection.query(settings)
      if (!isolated.has(connection.connection)) await connection.query(isolation)
      isolated.add(connection.connection)
      return connection
    } catch (error) {
      connection.destroy()
      if (idle <= 0 || !isConnectionLost(error)) throw connectionError(error, address, mysql)
    }
  }
}

/** Gives a connection back, or throws it away where its state is in doubt. */
export function returnConnection(connection: PoolConnection, isBroken: boolean): void {
  if (isBroken) connection.destroy()
  else connection.release()
}

/** Stops what the server does for another connection right now. */
export async function killQuery(config: MysqlConfig, threadId: number): Promise<void> {
  const connection = await createConnection(connectionOptions(config))
  try {
    await connection.query(`kill query ${threadId}`)
  } finally {
    await connection.end()
  }
}

function connectionOptions(config: MysqlConfig): ConnectionOptions {
  const address = serverAddress(config, mysql)
  const { host, port, user, password, database } = address
  const tls = tlsOptions(address, config.sslCa)
  return {
    ...(host.startsWith('/') ? { socketPath: host } : { host, port }),
    user,
    password,
    ...(database === '' ? {} : { database }),
    // Without verifyIdentity the library takes a certificate of any name.
    ...(tls ? { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized } } : {}),
    charset: 'utf8mb4',
    connectAttributes: { program_name: 'rev' },
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    // The server must not be able to ask for files of this machine. Rows that are the same do not count as written.
    flags: ['-LOCAL_FILES', '-FOUND_ROWS'],
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  }
}
