import { randomUUID } from 'node:crypto'
import {
  authError,
  isRevError,
  type Context,
  type HttpRequest,
  type HttpResponse,
} from '@revetl/sdk'
import { originOf, type SnowflakeConfig } from './config.ts'
import { keyPairSigner, logInHint } from './log-in.ts'

type Ctx = Context<SnowflakeConfig>

/** One column of a result: https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27) */
export interface RowType {
  readonly name: string
  readonly type: string
  readonly precision?: number | null
  readonly scale?: number | null
  readonly nullable?: boolean
}

/** A row; every value is a text. */
export type ApiRow = readonly (string | null)[]

/** What the API answers; the metadata come with the first partition only. */
export interface StatementAnswer {
  readonly code?: string
  readonly sqlState?: string
  readonly message?: string
  readonly statementHandle?: string
  readonly resultSetMetaData?: {
    readonly numRows: number
    readonly rowType: readonly RowType[]
    readonly partitionInfo?: readonly { readonly rowCount: number }[]
  }
  readonly data?: readonly ApiRow[]
}

/** What runs beside the text of a statement. */
export interface StatementOptions {
  /** The tag of the query, by which it is found in the history. */
  readonly tag: string
}

// The server makes the parts of a result about so large, in megabytes before compression; 16 is the least:
// https://docs.snowflake.com/en/sql-reference/parameters#client-result-chunk-size (to be confirmed)
const partitionMegabytes = 16

// A part may be larger where one row is, and JSON takes more than the values.
const answerBytesMax = 40 * 1024 * 1024

/**
 * Starts a statement without waiting for it, so that its handle is known while it runs. Sent again, it does not run
 * again: https://docs.snowflake.com/en/developer-guide/sql-api/submitting-requests (to be confirmed)
 */
export function submitStatement(
  ctx: Ctx,
  statement: string,
  { tag }: StatementOptions,
): Promise<HttpResponse> {
  const { database, schema, warehouse, role, statementTimeoutS } = ctx.config
  return send(ctx, '', {
    method: 'POST',
    query: { requestId: randomUUID(), async: true, retry: true },
    // It writes nothing but tables of rev, and may be sent again.
    isRead: true,
    // Whoever does not hear its handle cannot stop it.
    afterStop: true,
    json: {
      statement,
      ...(statementTimeoutS === undefined ? {} : { timeout: statementTimeoutS }),
      ...(database === undefined ? {} : { database }),
      ...(schema === undefined ? {} : { schema }),
      ...(warehouse === undefined ? {} : { warehouse }),
      ...(role === undefined ? {} : { role }),
      parameters: {
        query_tag: tag,
        binary_output_format: 'HEX',
        client_result_chunk_size: partitionMegabytes,
      },
    },
  })
}

/** A partition of a result; status 202 while the statement runs. */
export function fetchPartition(
  ctx: Ctx,
  handle: string,
  partition: number,
  more: Pick<HttpRequest, 'afterStop'> = {},
): Promise<HttpResponse> {
  const query = partition === 0 ? {} : { partition }
  const path = `/${encodeURIComponent(handle)}`
  return send(ctx, path, { method: 'GET', query, answerBytesMax, ...more })
}

/** Stops a statement; one that has ended stays as it is. */
export function cancelStatement(ctx: Ctx, handle: string): Promise<HttpResponse> {
  const path = `/${encodeURIComponent(handle)}/cancel`
  // It ends a query and changes no data, so that a read may do it.
  return send(ctx, path, { method: 'POST', isRead: true, afterStop: true })
}

async function send(
  ctx: Ctx,
  path: string,
  request: Omit<HttpRequest, 'url'>,
): Promise<HttpResponse> {
  const { config, clock, http } = ctx
  const sign = config.privateKey === undefined ? undefined : keyPairSigner(config, clock)
  const kind = sign === undefined ? 'OAUTH' : 'KEYPAIR_JWT'
  try {
    return await http.request({
      ...request,
      url: `${originOf(config)}/api/v2/statements${path}`,
      headers: { accept: 'application/json', 'x-snowflake-authorization-token-type': kind },
      // A token of its own for each attempt, so that none ends in the middle of a read.
      ...(sign === undefined
        ? {}
        : { freshHeaders: () => ({ authorization: `Bearer ${sign()}` }) }),
    })
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_AUTH_INVALID') throw error
    throw authError(error.message, { cause: error, hint: logInHint })
  }
}
