import type { Duplex } from 'node:stream'
import {
  connectionError,
  mysql2Options,
  mysqlServer,
  serverAddress,
  type ServerAddress,
} from '@revetl/sdk/sql'
import { createConnection, type Connection } from 'mysql2'
import type { MysqlConfig } from './config.ts'
import { ask, run } from './statements.ts'

// A reader that is slow must not look like one that is gone; the operating system knows of those that are.
const patienceS = 86_400

// Text must not depend on the settings of the user, the database or the machine.
const settings = [
  "set time_zone = '+00:00'",
  'set session transaction isolation level repeatable read',
  `set session net_write_timeout = ${patienceS}, session wait_timeout = ${patienceS}`,
  "set session sql_mode = replace(@@sql_mode, 'PAD_CHAR_TO_FULL_LENGTH', '')",
]

// Only MariaDB knows it.
const noIdleTimeout =
  'set session idle_transaction_timeout = 0, session idle_readonly_transaction_timeout = 0'

/** A connection inside one read-only transaction that sees one state of the database. */
export interface ReadOnlySession extends AsyncDisposable {
  readonly connection: Connection
  readonly address: ServerAddress
  readonly isMariadb: boolean
  /** Stops what the server does for this session right now. */
  cancel(): Promise<void>
}

/**
 * Connects and begins the transaction. Aborting cancels what the server is doing.
 * @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_AUTH_SCOPE`, `REV_HTTP_TLS`, `REV_CONFIG_INVALID`
 */
export async function openSession(
  config: MysqlConfig,
  signal: AbortSignal,
): Promise<ReadOnlySession> {
  signal.throwIfAborted()
  const address = serverAddress(config, mysqlServer)
  const connection = await connect(config)
  try {
    const isMariadb = await begin(connection)
    const { threadId } = connection
    const cancel = (): Promise<void> => killQuery(config, threadId)
    // The failed statement reports; where even the cancelling fails, cutting the connection must do.
    const onAbort = (): void => void cancel().catch(() => cut(connection))
    signal.addEventListener('abort', onAbort, { once: true })
    const end = (): Promise<void> => {
      signal.removeEventListener('abort', onAbort)
      cut(connection)
      return Promise.resolve()
    }
    return { connection, address, isMariadb, cancel, [Symbol.asyncDispose]: end }
  } catch (error) {
    cut(connection)
    throw connectionError(error, address, mysqlServer)
  }
}

/** @returns whether the server is MariaDB. */
async function begin(connection: Connection): Promise<boolean> {
  for (const setting of settings) await run(connection, setting)
  const [server] = await ask<{ version: string }>(connection, 'select version() as version')
  const isMariadb = server?.version.includes('MariaDB') ?? false
  if (isMariadb) await run(connection, noIdleTimeout)
  await run(connection, 'start transaction with consistent snapshot, read only')
  return isMariadb
}

async function connect(config: MysqlConfig): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>()
  const address = serverAddress(config, mysqlServer)
  const connection = createConnection({
    ...mysql2Options(address, config.sslCa),
    jsonStrings: true,
  })
  // A connection that breaks while nothing runs on it must not end the process; the next statement tells.
  connection.on('error', () => undefined)
  connection.connect((error) => (error ? reject(error) : resolve(connection)))
  try {
    return await promise
  } catch (error) {
    cut(connection)
    throw connectionError(error, serverAddress(config, mysqlServer), mysqlServer)
  }
}

async function killQuery(config: MysqlConfig, threadId: number): Promise<void> {
  const connection = await connect(config)
  try {
    await run(connection, `kill query ${threadId}`)
  } finally {
    cut(connection)
  }
}

/** Closes the socket at once. The library alone would only say that it is done, and leave what it has not read. */
function cut(connection: Connection): void {
  connection.destroy()
  const { stream } = connection as Connection & { readonly stream: Duplex }
  stream.destroy()
}
