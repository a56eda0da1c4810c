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
  `set session net_write_timeout = ${patienceS}, session wait_timeout = ${patienceS}`,
  withoutModes('PAD_CHAR_TO_FULL_LENGTH'),
]

const begins = {
  read: [
    'set session transaction isolation level repeatable read',
    'start transaction with consistent snapshot, read only',
  ],
  write: [
    // A statement still reads one state, and no row of a model is locked while its table is made.
    'set session transaction isolation level read committed',
    // What a SELECT takes with a warning, such as a division by zero, is no error where its result becomes a table.
    withoutModes(
      'TRADITIONAL',
      'STRICT_TRANS_TABLES',
      'STRICT_ALL_TABLES',
      'ERROR_FOR_DIVISION_BY_ZERO',
      'NO_ZERO_IN_DATE',
      'NO_ZERO_DATE',
    ),
  ],
} as const

// Only MariaDB knows these. Without hashing, a join of two tables without an index looks at each pair of rows.
const mariadbSettings = [
  'set session idle_transaction_timeout = 0, session idle_readonly_transaction_timeout = 0',
  'set session join_cache_level = 4',
]

/**
 * A connection: inside one read-only transaction that sees one state of the database, or one in which each statement is
 * a transaction that may write.
 */
export interface MysqlSession extends AsyncDisposable {
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
  access: keyof typeof begins = 'read',
): Promise<MysqlSession> {
  signal.throwIfAborted()
  const address = serverAddress(config, mysqlServer)
  const connection = await connect(config)
  try {
    const isMariadb = await begin(connection, access)
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
async function begin(connection: Connection, access: keyof typeof begins): Promise<boolean> {
  for (const setting of settings) await run(connection, setting)
  const [server] = await ask<{ version: string }>(connection, 'select version() as version')
  const isMariadb = server?.version.includes('MariaDB') ?? false
  const more = isMariadb ? mariadbSettings : []
  for (const statement of [...more, ...begins[access]]) await run(connection, statement)
  return isMariadb
}

function withoutModes(...modes: readonly string[]): string {
  const rest = modes.reduce((sql, mode) => `replace(${sql}, '${mode}', '')`, '@@sql_mode')
  return `set session sql_mode = ${rest}`
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
