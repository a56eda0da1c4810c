import { connectionError } from '../connection-error.ts'
import type { ServerAddress } from '../server-address.ts'
import type { ServerKind } from '../server-kind.ts'

/** The part of `pg`'s Client that a session needs. */
export interface PostgresClient {
  connect(): Promise<unknown>
  end(): Promise<void>
  on(event: 'error', listener: () => void): unknown
  query(
    sql: string,
    values?: unknown[],
  ): Promise<{ readonly rows: readonly unknown[]; readonly command: string }>
}

/** How a session is opened. */
export interface PostgresSessionRequest<Client extends PostgresClient> {
  /** Makes a client that is not connected. */
  readonly makeClient: () => Client
  readonly address: ServerAddress
  readonly kind: ServerKind
  /** The statements that begin the transaction, and its settings. */
  readonly begin: string
}

/** A connection inside one transaction. Disposing it ends the connection, and with it the transaction. */
export interface PostgresSession<Client extends PostgresClient> extends AsyncDisposable {
  readonly client: Client
  readonly address: ServerAddress
  /** The process on the server. */
  readonly backendId: number
  /** Stops what the server does for this session right now. */
  cancel(): Promise<void>
}

/**
 * Connects and begins a transaction. Aborting cancels what the server is doing.
 * @throws `REV_NETWORK_UNREACHABLE`, `REV_AUTH_INVALID`, `REV_AUTH_SCOPE`, `REV_HTTP_TLS`, `REV_CONFIG_INVALID`
 */
export async function openPostgresSession<Client extends PostgresClient>(
  request: PostgresSessionRequest<Client>,
  signal: AbortSignal,
): Promise<PostgresSession<Client>> {
  signal.throwIfAborted()
  const { address, kind } = request
  const client = await connectPostgres(request)
  try {
    const backendId = await begin(client, request.begin)
    const cancel = (): Promise<void> => cancelBackend(request, backendId)
    // The failed statement reports; where even the cancelling fails, cutting the connection must do.
    const onAbort = (): void => void cancel().catch(() => client.end())
    signal.addEventListener('abort', onAbort, { once: true })
    const end = async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort)
      await client.end()
    }
    return { client, address, backendId, cancel, [Symbol.asyncDispose]: end }
  } catch (error) {
    await client.end()
    throw connectionError(error, address, kind)
  }
}

async function begin(client: PostgresClient, statements: string): Promise<number> {
  await client.query(statements)
  const { rows } = await client.query('select pg_backend_pid() as id')
  return (rows[0] as { readonly id: number } | undefined)?.id ?? 0
}

/** How a connection is made. */
type ConnectRequest<Client extends PostgresClient> = Omit<PostgresSessionRequest<Client>, 'begin'>

/** Connects a client. @throws as `openPostgresSession` */
async function connectPostgres<Client extends PostgresClient>({
  makeClient,
  address,
  kind,
}: ConnectRequest<Client>): Promise<Client> {
  const client = makeClient()
  // A connection that breaks while nothing runs on it must not end the process; the next statement tells.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    // Where the library itself gave up, the server still waits for an answer.
    void client.end().catch(() => undefined)
    throw connectionError(error, address, kind)
  }
}

/** Stops what the server does for another connection of the same user right now. */
async function cancelBackend<Client extends PostgresClient>(
  request: ConnectRequest<Client>,
  backendId: number,
): Promise<void> {
  const client = await connectPostgres(request)
  try {
    await client.query('select pg_cancel_backend($1)', [backendId])
  } finally {
    await client.end()
  }
}
