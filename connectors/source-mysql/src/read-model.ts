import type { Chunk, Column, Context, ModelRead, ReadEnd, ReadRequest, RevError } from '@revetl/sdk'
import { readStopped, RowChunks } from '@revetl/sdk/sql'
import { ChunkFeed } from './chunk-feed.ts'
import type { MysqlConfig } from './config.ts'
import { openSession, type MysqlSession } from './connect.ts'
import { modelError } from './model-errors.ts'
import { shapeOfModel, type ModelShape } from './model-shape.ts'
import { convertsOf, startQuery } from './row-query.ts'
import { run } from './statements.ts'

/** The columns of a model. @throws `REV_MODEL_*`, with the place in the SQL where the server tells it */
export async function describeModel(
  request: ReadRequest,
  ctx: Context<MysqlConfig>,
): Promise<readonly Column[]> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { columns } = await shapeOrStop(session, request, ctx)
  return columns
}

/** Streams a model from one snapshot. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(
  request: ReadRequest,
  ctx: Context<MysqlConfig>,
): Promise<ModelRead> {
  const session = await openSession(ctx.config, ctx.signal)
  try {
    const shape = await shapeOrStop(session, request, ctx)
    const { rowsMax } = request
    if (rowsMax !== undefined) await limitRows(session, rowsMax)
    return { columns: shape.columns, chunks: streamChunks(session, { shape, rowsMax }, ctx) }
  } catch (error) {
    await session[Symbol.asyncDispose]()
    throw error
  }
}

/** What a model is. @throws `REV_MODEL_*` with the place in the SQL, `REV_RUN_CANCELLED` */
export async function shapeOrStop(
  { connection }: Pick<MysqlSession, 'connection'>,
  { model }: ReadRequest,
  { config, signal }: Context<MysqlConfig>,
): Promise<ModelShape> {
  try {
    return await shapeOfModel(connection, model, config)
  } catch (error) {
    throw stopped(error, signal)
  }
}

/** A model with a LIMIT of its own is not bound by it; then the rest of its rows is not waited for. */
async function limitRows({ connection }: MysqlSession, rowsMax: number): Promise<void> {
  await run(connection, `set session sql_select_limit = ${Math.trunc(rowsMax)}`)
}

interface Reading {
  readonly shape: ModelShape
  readonly rowsMax: number | undefined
}

async function* streamChunks(
  session: MysqlSession,
  { shape, rowsMax }: Reading,
  { config, signal }: Context<MysqlConfig>,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const { connection } = session
  const rows = new RowChunks(convertsOf(shape, config))
  const feed = new ChunkFeed(connection, rows, rowsMax)
  let isComplete = false
  try {
    signal.throwIfAborted()
    if (rowsMax === 0) return { rows: 0 }
    feed.listen(startQuery(connection, shape))
    for (let chunk = await feed.next(); chunk; chunk = await feed.next()) {
      // What is still in flight when the run stops may be all the rest, and would look like an end.
      signal.throwIfAborted()
      yield chunk
    }
    signal.throwIfAborted()
    // A session that is not there any more does not answer. One that was left early is cancelled below.
    if (rowsMax === undefined) await run(connection, 'commit')
    isComplete = rowsMax === undefined
    return { rows: rows.rows }
  } catch (error) {
    throw stopped(error, signal)
  } finally {
    await close(session, isComplete)
  }
}

/** A reader that stops early leaves no statement running on the server. */
async function close(session: MysqlSession, isComplete: boolean): Promise<void> {
  // Without the cancelling the server would notice by itself, only later.
  if (!isComplete) await session.cancel().catch(() => undefined)
  await session[Symbol.asyncDispose]()
}

function stopped(error: unknown, signal: AbortSignal): RevError {
  return signal.aborted ? readStopped(error) : modelError(error)
}
