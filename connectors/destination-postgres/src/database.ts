import type { Context } from '@revetl/sdk'
import {
  cancelPostgresBackend,
  connectionError,
  postgresClientOptions,
  postgresServer,
  serverAddress,
  type ServerAddress,
} from '@revetl/sdk/sql'
import { Client, Pool, type PoolClient } from 'pg'
import type { PostgresConfig } from './config.ts'
import type { Table } from './table.ts'

const idleTimeoutMs = 10_000

/** What is open for one connection of the project. */
export interface Database {
  readonly address: ServerAddress
  readonly pool: Pool
  /** What is known of tables, by the name of the object. */
  readonly tables: Map<string, Promise<Table>>
  /** Tables that are being replaced, by run and object; each has its own connection and transaction. */
  readonly replacements: Map<string, Replacement>
}

/** A table whose rows are being replaced in one transaction. */
export interface Replacement {
  readonly client: PoolClient
  readonly table: Table
  /** Set once the transaction is lost; nothing more can be committed. */
  lost: unknown
}

const open = new WeakMap<PostgresConfig, Database>()

/** The pool of a connection, made on first use. */
export function databaseOf({ config }: Pick<Context<PostgresConfig>, 'config'>): Database {
  const known = open.get(config)
  if (known) return known
  const address = serverAddress(config, postgresServer)
  const pool = new Pool({
    ...postgresClientOptions(address, config.sslCa),
    max: config.connectionsMax,
    idleTimeoutMillis: idleTimeoutMs,
    allowExitOnIdle: true,
  })
  // A connection that breaks while nothing runs on it must not end the process; the pool replaces it.
  pool.on('error', () => undefined)
  const database = { address, pool, tables: new Map(), replacements: new Map() }
  open.set(config, database)
  return database
}

/** Closes the pool; what is being replaced is rolled back. */
export async function closeDatabase({
  config,
}: Pick<Context<PostgresConfig>, 'config'>): Promise<void> {
  const database = open.get(config)
  if (!database) return
  open.delete(config)
  for (const { client } of database.replacements.values()) client.release(true)
  await database.pool.end()
}

/** Takes a connection from the pool. @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_HTTP_TLS`, … */
export async function takeClient({ pool, address }: Database): Promise<PoolClient> {
  try {
    const client = await pool.connect()
    client.on('error', ignore)
    return client
  } catch (error) {
    throw connectionError(error, address, postgresServer)
  }
}

/** Gives a connection back, or throws it away where its state is in doubt. */
export function returnClient(client: PoolClient, isBroken: boolean): void {
  client.off('error', ignore)
  client.release(isBroken)
}

/** Stops what the server does for another connection right now. */
export function cancelBackend(config: PostgresConfig, backendId: number): Promise<void> {
  const address = serverAddress(config, postgresServer)
  const makeClient = (): Client => new Client(postgresClientOptions(address, config.sslCa))
  return cancelPostgresBackend({ makeClient, address, kind: postgresServer }, backendId)
}

// The statement that was running reports the loss.
function ignore(): void {}
