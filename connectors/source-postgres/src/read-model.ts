import {
  RevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { postgresModelError, readStopped } from '@revetl/sdk/sql'
import { to as copyTo } from 'pg-copy-streams'
import type { PostgresConfig } from './config.ts'
import { openSession, type PostgresSession } from './connect.ts'
import { CopyRows } from './copy-rows.ts'
import { shapeOfModel, type ModelShape } from './model-shape.ts'

const copyBufferBytes = 256 << 10

/** The columns of a model. @throws `REV_MODEL_*` with the position in the SQL */
export async function describeModel(
  request: ReadRequest,
  ctx: Context<PostgresConfig>,
): Promise<readonly Column[]> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { columns } = await shapeOrStop(session, request, ctx.signal)
  return columns.map(({ column }) => column)
}

/** Streams a model from one snapshot. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(
  request: ReadRequest,
  ctx: Context<PostgresConfig>,
): Promise<ModelRead> {
  const session = await openSession(ctx.config, ctx.signal)
  try {
    const shape = await shapeOrStop(session, request, ctx.signal)
    const limit = request.rowsMax === undefined ? '' : ` limit ${Math.trunc(request.rowsMax)}`
    const chunks = streamChunks(session, shape.select + limit, ctx.signal)
    return { columns: shape.columns.map(({ column }) => column), chunks }
  } catch (error) {
    await session[Symbol.asyncDispose]()
    throw error
  }
}

/** What a model is. @throws `REV_MODEL_*` with the position in the SQL, `REV_RUN_CANCELLED` */
export async function shapeOrStop(
  { client }: PostgresSession,
  { model }: ReadRequest,
  signal: AbortSignal,
): Promise<ModelShape> {
  try {
    return await shapeOfModel(client, model)
  } catch (error) {
    throw stopped(error, signal)
  }
}

async function* streamChunks(
  session: PostgresSession,
  select: string,
  signal: AbortSignal,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const rows = new CopyRows()
  let isComplete = false
  try {
    signal.throwIfAborted()
    // COPY reads 1.5 times as fast as a cursor and stays one statement, so that no idle time-out can cut it.
    const text = `copy (${select}) to stdout`
    const stream = session.client.query(copyTo(text, { highWaterMark: copyBufferBytes }))
    for await (const bytes of stream) {
      // What is still in flight when the run stops may be all the rest, and would look like an end.
      signal.throwIfAborted()
      const chunk = rows.push(bytes as Buffer)
      if (chunk) yield chunk
    }
    signal.throwIfAborted()
    const last = rows.end()
    if (last) yield last
    await confirmEnd(session, stream.rowCount, rows.rows)
    isComplete = true
    return { rows: rows.rows }
  } catch (error) {
    throw stopped(error, signal)
  } finally {
    await close(session, isComplete)
  }
}

/** A stream that ends is not a read that is complete: the server must have said so, and the count must agree. */
async function confirmEnd(
  { client }: PostgresSession,
  rowsSaid: number,
  rowsRead: number,
): Promise<void> {
  const { command } = await client.query('commit')
  if (command === 'COMMIT' && rowsSaid === rowsRead) return
  throw new RevError(
    'REV_READ_INCOMPLETE',
    `Failed to read the model: expected ${rowsSaid} rows, got ${rowsRead}.`,
  )
}

/** A reader that stops early leaves no statement running on the server. */
async function close(session: PostgresSession, isComplete: boolean): Promise<void> {
  // Without the cancelling the server would notice by itself, only later.
  if (!isComplete) await session.cancel().catch(() => undefined)
  await session[Symbol.asyncDispose]()
}

function stopped(error: unknown, signal: AbortSignal): RevError {
  return signal.aborted ? readStopped(error) : postgresModelError(error)
}
