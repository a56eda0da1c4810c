import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { errorMessage } from '@revetl/sdk'
import type { Context } from '@revetl/sdk'
import { clickhouseError } from './clickhouse-errors.ts'
import type { ClickhouseConfig } from './config.ts'

const connectionsMax = 4

// A reader that is slow must not look like one that is gone.
const patienceMs = 86_400_000

/** Settings of every statement: text does not depend on the user's profile. */
const textSettings = {
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  // Otherwise NaN inside of an array would be null.
  output_format_json_quote_denormals: 1,
  output_format_json_named_tuples_as_objects: 1,
  output_format_json_escape_forward_slashes: 0,
} as const

/** Settings of a statement that reads: nothing is written. */
const readSettings = {
  ...textSettings,
  // 2: reading, and settings; 1 would refuse the settings below.
  readonly: '2',
  cancel_http_readonly_queries_on_client_close: 1,
  // Where several replicas answer, each sees what was written before: https://clickhouse.com/docs/operations/settings/settings#select_sequential_consistency (read 2026-11-27)
  select_sequential_consistency: '1',
  // What the server sends of an error in mid-stream is text behind the rows.
  http_write_exception_in_output_format: 0,
} as const

/** Settings of a statement that writes scratch tables: done when it returns, and no row is taken for one of before. */
export const writeSettings = {
  ...textSettings,
  readonly: '0',
  async_insert: 0,
  insert_deduplicate: 0,
  // A model of thousands of columns has an expression for each.
  max_query_size: String(16 << 20),
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '1000000',
} as const

/** A client that its user closes. */
export interface OpenClient extends AsyncDisposable {
  readonly client: ClickHouseClient
}

/** Makes a client; it connects when it is used. */
export function openClient({ config }: Pick<Context<ClickhouseConfig>, 'config'>): OpenClient {
  const { url, user, password = '', accessToken, database, sslCa } = config
  const credentials =
    accessToken === undefined ? { username: user, password } : { access_token: accessToken }
  const client = createClient({
    url,
    ...credentials,
    ...(database === undefined ? {} : { database }),
    application: 'rev',
    max_open_connections: connectionsMax,
    request_timeout: patienceMs,
    keep_alive: { enabled: false },
    // What fails is thrown, and said once.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: readSettings,
    ...(sslCa === undefined ? {} : { tls: { ca_cert: Buffer.from(sslCa) } }),
  })
  return { client, [Symbol.asyncDispose]: () => client.close() }
}

/** Runs a query of few rows. @throws what `clickhouseError` makes of the failure */
export async function ask<Row>(
  client: ClickHouseClient,
  signal: AbortSignal,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Row[]> {
  try {
    const answer = await client.query({
      query,
      query_params: { ...parameters },
      format: 'JSONEachRow',
      abort_signal: signal,
    })
    return await answer.json<Row>()
  } catch (error) {
    throw clickhouseError(error)
  }
}

/**
 * Stops a query on the server; with `SYNC` it has ended when this returns. A server that is not there any more has
 * stopped it already.
 */
export async function killQuery(
  { log, config }: Pick<Context<ClickhouseConfig>, 'log' | 'config'>,
  queryId: string,
  mode: 'SYNC' | 'ASYNC' = 'ASYNC',
): Promise<void> {
  await using open = openClient({ config })
  try {
    await open.client.command({
      query: `KILL QUERY WHERE query_id = {id:String} ${mode}`,
      query_params: { id: queryId },
      // A user may stop its own queries, and the server takes that for a write.
      clickhouse_settings: { readonly: '0' },
    })
  } catch (error) {
    log.debug(`KILL QUERY was refused: ${errorMessage(error)}`)
  }
}
