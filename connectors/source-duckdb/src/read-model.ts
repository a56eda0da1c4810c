import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api'
import {
  RevError,
  type Chunk,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { bindModel, type BoundModel } from './bind-model.ts'
import { textSql } from './canonical-sql.ts'
import { toColumn } from './column-types.ts'
import type { DuckdbConfig } from './config.ts'
import { cancelled, modelError, withoutPlace } from './duckdb-errors.ts'
import { projectSql } from './project-sql.ts'
import { openSession, type Session } from './session.ts'

/** Reads a model as canonical texts. */
export async function readModel(
  request: ReadRequest,
  ctx: Context<DuckdbConfig>,
): Promise<ModelRead> {
  const session = await openSession(ctx, 'read')
  try {
    const bound = await bindModel(session.connection, request, ctx)
    const columns = bound.columns.map(({ name, type }) => toColumn(name, type))
    const rows = await interrupted(session, ctx.signal, () =>
      stage(session, bound, request, ctx.signal),
    )
    const staged = { columnCount: columns.length, rows }
    return { columns, chunks: streamChunks(session, staged, ctx.signal) }
  } catch (error) {
    session[Symbol.dispose]()
    throw error
  }
}

/** Aborting stops what the session does meanwhile. */
export async function interrupted<Result>(
  { connection }: Session,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const interrupt = () => connection.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}

async function* streamChunks(
  session: Session,
  { columnCount, rows }: { readonly columnCount: number; readonly rows: number },
  signal: AbortSignal,
): AsyncGenerator<Chunk, ReadEnd, void> {
  try {
    let rowsRead = 0
    for await (const chunk of fetchChunks(session.connection, columnCount)) {
      if (signal.aborted) throw cancelled(signal.reason)
      rowsRead += chunk.rowCount
      yield chunk
    }
    if (signal.aborted) throw cancelled(signal.reason)
    if (rowsRead !== rows) {
      throw new RevError(
        'REV_READ_INCOMPLETE',
        `Failed to read the model to its end: ${rowsRead} of ${rows} rows came.`,
      )
    }
    return { rows }
  } finally {
    session[Symbol.dispose]()
  }
}

/**
 * Runs the model into a temporary table, so that the files are let go when the read begins. DuckDB's stream ends without an error when its query fails half-way or is
 * interrupted, so the model itself is never streamed, and the rows of the table are counted.
 */
async function stage(
  session: Session,
  bound: BoundModel,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<number> {
  if (signal.aborted) throw cancelled(signal.reason)
  const limit = request.rowsMax === undefined ? '' : ` LIMIT ${request.rowsMax}`
  const select = `${projectSql(bound, textSql)}${limit}`
  try {
    const result = await session.connection.run(`CREATE TEMP TABLE rev_model AS ${select}`)
    const [[rows]] = (await result.getRows()) as [[bigint]]
    // A stream that its reader leaves holds on to the database until it is garbage.
    await session.detach()
    return Number(rows)
  } catch (error) {
    throw signal.aborted ? cancelled(signal.reason) : modelError(bound.sql, withoutPlace(error))
  }
}

async function* fetchChunks(
  connection: DuckDBConnection,
  columnCount: number,
): AsyncGenerator<Chunk, void, void> {
  const result = await connection.stream('SELECT * FROM temp.rev_model')
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const columns = Array.from({ length: columnCount }, (_, index) =>
      textsOf(chunk.getColumnVector(index), chunk.rowCount),
    )
    yield { rowCount: chunk.rowCount, columns }
  }
}

function textsOf(vector: DuckDBVector, rowCount: number): (string | null)[] {
  return Array.from({ length: rowCount }, (_, row) => vector.getItem(row) as string | null)
}
