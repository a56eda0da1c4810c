import { randomUUID } from 'node:crypto'
import {
  RevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { readStopped } from '@revetl/sdk/sql'
import { canonicalText } from './canonical-text.ts'
import { clickhouseError, errorInRows } from './clickhouse-errors.ts'
import { killQuery, openClient, type OpenClient } from './client.ts'
import type { ClickhouseConfig } from './config.ts'
import { formatSettings, readStatement, shapeOfModel, type ModelShape } from './model-shape.ts'
import { NotARow, RowLines } from './row-lines.ts'

/** The columns of a model. @throws `REV_MODEL_*`, with the place in the SQL where the server tells it */
export async function describeModel(
  request: ReadRequest,
  ctx: Context<ClickhouseConfig>,
): Promise<readonly Column[]> {
  await using open = openClient(ctx)
  return (await shapeOrStop(open, request, ctx)).columns
}

/** Streams a model from one query. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(
  request: ReadRequest,
  ctx: Context<ClickhouseConfig>,
): Promise<ModelRead> {
  const open = openClient(ctx)
  try {
    const shape = await shapeOrStop(open, request, ctx)
    const query = await startQuery(open, { shape, request }, ctx)
    return { columns: shape.columns, chunks: streamChunks(open, { shape, ...query }, ctx) }
  } catch (error) {
    await open[Symbol.asyncDispose]()
    throw stopped(error, ctx.signal)
  }
}

/** What a model is; a stop while it is found out is told as one. @throws `REV_MODEL_*`, `REV_RUN_CANCELLED` */
export async function shapeOrStop(
  open: OpenClient,
  request: ReadRequest,
  ctx: Context<ClickhouseConfig>,
): Promise<ModelShape> {
  try {
    return await shapeOfModel(open, request, ctx)
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}

interface RunningQuery {
  readonly queryId: string
  readonly rows: AsyncIterable<Buffer>
}

/** The query begins here, so that it sees the data as they are when the read is asked for. */
async function startQuery(
  { client }: OpenClient,
  { shape, request }: { readonly shape: ModelShape; readonly request: ReadRequest },
  { signal }: Context<ClickhouseConfig>,
): Promise<RunningQuery> {
  const { run, rowsMax } = request
  const queryId = `rev-${run?.id ?? 'preview'}-${randomUUID()}`
  const { stream } = await client.exec({
    query: readStatement(shape, rowsMax),
    query_id: queryId,
    abort_signal: signal,
    clickhouse_settings: {
      ...formatSettings(shape),
      log_comment: run ? `rev run ${run.id} of ${run.sync}` : 'rev preview',
    },
  })
  return { queryId, rows: stream }
}

async function* streamChunks(
  open: OpenClient,
  { shape, queryId, rows }: RunningQuery & { readonly shape: ModelShape },
  ctx: Context<ClickhouseConfig>,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const lines = new RowLines(shape.columns.map(canonicalText))
  let isComplete = false
  try {
    for await (const text of decoded(rows)) {
      for (const chunk of lines.push(text)) {
        ctx.signal.throwIfAborted()
        yield chunk
      }
    }
    const last = lines.take()
    requireEnd(lines)
    if (last) yield last
    ctx.signal.throwIfAborted()
    isComplete = true
    logCost(lines, queryId, ctx)
    return { rows: lines.rows }
  } catch (error) {
    throw stopped(error instanceof NotARow ? notARow(error) : error, ctx.signal)
  } finally {
    if (!isComplete) await killQuery(ctx, queryId)
    await open[Symbol.asyncDispose]()
  }
}

/** Pieces of text, none of which ends inside of a character. */
async function* decoded(rows: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    for await (const bytes of rows) yield decoder.decode(bytes, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new RevError('REV_READ_FAILED', 'Failed to read the model: a text in it is not UTF-8.', {
      cause: error,
      hint: 'Write hex(column) or base64Encode(column) in the SQL where a String holds bytes.',
    })
  }
}

/** Only the last line says that the result is complete. */
function requireEnd({ end, rows, rest }: RowLines): void {
  if (end?.rows === rows && rest === '') return
  throw errorInRows(rest) ?? cutShort(rows, end?.rows)
}

function notARow({ line }: NotARow): RevError {
  return errorInRows(line) ?? cutShort()
}

function cutShort(rows?: number, expected?: number): RevError {
  const got = rows === undefined ? 'a line that is no row' : `${rows} rows`
  const message = `Failed to read from ClickHouse: the result was cut short. Expected ${expected ?? 'an end'}, got ${got}.`
  return new RevError('REV_READ_FAILED', message, {
    hint: 'Nothing of this read counts; run again.',
  })
}

function logCost({ end }: RowLines, queryId: string, { log }: Context<ClickhouseConfig>): void {
  if (!end) return
  const { rowsRead, bytesRead, seconds } = end
  log.info('ClickHouse ran the query of the model.', { queryId, rowsRead, bytesRead, seconds })
}

function stopped(error: unknown, signal: AbortSignal): RevError {
  return signal.aborted ? readStopped(error) : clickhouseError(error)
}
