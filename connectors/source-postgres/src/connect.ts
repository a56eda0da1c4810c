import {
  connectionError,
  pgOptions,
  postgresServer,
  serverAddress,
  type ServerAddress,
} from '@revetl/sdk/sql'
import { Client } from 'pg'
import type { PostgresConfig } from './config.ts'

// Text must not depend on the settings of the role, the database or the machine. `set local`, so that a pooler that
// shares connections by transaction does not carry them over to others.
const settings = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'iso_8601'",
  "set local bytea_output = 'hex'",
  // 3 means the shortest exact digits since Postgres 12, and enough digits before.
  'set local extra_float_digits = 3',
  'set local standard_conforming_strings = on',
  'set local idle_in_transaction_session_timeout = 0',
].join('; ')

const begins = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin isolation level read committed read write',
} as const

/** A connection inside one transaction: read-only, and of one state of the database, unless it was opened to write. */
export interface PostgresSession extends AsyncDisposable {
  readonly client: Client
  readonly address: ServerAddress
  /** Stops what the server does for this session right now. */
  cancel(): Promise<void>
}

/**
 * Connects and begins the transaction. Aborting cancels what the server is doing.
 * @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_AUTH_SCOPE`, `REV_HTTP_TLS`, `REV_CONFIG_INVALID`
 */
export async function openSession(
  config: PostgresConfig,
  signal: AbortSignal,
  access: keyof typeof begins = 'read',
): Promise<PostgresSession> {
  signal.throwIfAborted()
  const client = await connect(config)
  const address = serverAddress(config, postgresServer)
  try {
    const backendId = await begin(client, begins[access])
    const cancel = (): Promise<void> => cancelBackend(config, backendId)
    // The failed statement reports; where even the cancelling fails, cutting the connection must do.
    const onAbort = (): void => void cancel().catch(() => client.end())
    signal.addEventListener('abort', onAbort, { once: true })
    const end = async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort)
      await client.end()
    }
    return { client, address, cancel, [Symbol.asyncDispose]: end }
  } catch (error) {
    await client.end()
    throw connectionError(error, address, postgresServer)
  }
}

async function begin(client: Client, statement: string): Promise<number> {
  await client.query([statement, settings].join('; '))
  const { rows } = await client.query<{ id: number }>('select pg_backend_pid() as id')
  return rows[0]?.id ?? 0
}

async function connect(config: PostgresConfig): Promise<Client> {
  const address = serverAddress(config, postgresServer)
  const client = new Client(pgOptions(address, config.sslCa))
  // A connection that breaks while nothing runs on it must not end the process; the next statement tells.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    // Where the library itself gave up, the server still waits for an answer.
    void client.end().catch(() => undefined)
    throw connectionError(error, address, postgresServer)
  }
}

async function cancelBackend(config: PostgresConfig, backendId: number): Promise<void> {
  const client = await connect(config)
  try {
    await client.query('select pg_cancel_backend($1)', [backendId])
  } finally {
    await client.end()
  }
}
