import {
  errorMessage,
  isRevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { readStopped } from '@revetl/sdk/sql'
import type { SnowflakeConfig } from './config.ts'
import { readStatement, shapeOfModel, type ModelShape } from './model-shape.ts'
import { logCost } from './query-cost.ts'
import { chunksOf, readError, requireAllRows, requireSameColumns } from './result-chunks.ts'
import { queryTag, Statement, type StatementResult } from './statement.ts'

type Ctx = Context<SnowflakeConfig>

/** The columns of a model. @throws `REV_MODEL_*`, with the place in the SQL where Snowflake tells it */
export async function describeModel(request: ReadRequest, ctx: Ctx): Promise<readonly Column[]> {
  return (await shapeOrStop(request, ctx)).columns
}

/** What a model is. @throws `REV_MODEL_*`, and `REV_RUN_CANCELLED` where the run was stopped */
export async function shapeOrStop(request: ReadRequest, ctx: Ctx): Promise<ModelShape> {
  try {
    ctx.signal.throwIfAborted()
    return await shapeOfModel(request, ctx)
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}

/** Runs the query of a model and streams its result. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(request: ReadRequest, ctx: Ctx): Promise<ModelRead> {
  try {
    ctx.signal.throwIfAborted()
    const shape = await shapeOfModel(request, ctx)
    const sql = readStatement(shape, request.rowsMax)
    const statement = await Statement.start(ctx, sql, { tag: queryTag(request.run) })
    const first = await firstPart(statement, shape.columns)
    return {
      columns: shape.columns,
      chunks: streamChunks({ statement, first }, shape.columns, ctx, request.run),
    }
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}

/** The beginning of a result; a statement whose result cannot be used runs no longer. */
async function firstPart(
  statement: Statement,
  columns: readonly Column[],
): Promise<StatementResult> {
  try {
    const first = await statement.result()
    requireSameColumns(columns, first.rowType)
    return first
  } catch (error) {
    await statement[Symbol.asyncDispose]()
    throw error
  }
}

interface RunningRead {
  readonly statement: Statement
  readonly first: StatementResult
}

/** The result of a statement is kept as it is: all partitions are of one state. */
async function* streamChunks(
  { statement, first }: RunningRead,
  columns: readonly Column[],
  ctx: Ctx,
  run: ReadRequest['run'],
): AsyncGenerator<Chunk, ReadEnd, void> {
  let rows = 0
  try {
    for (let number = 0; number < Math.max(first.partitionCount, 1); number += 1) {
      const some = number === 0 ? first.rows : await statement.partition(number)
      for (const chunk of chunksOf(columns, some)) {
        rows += chunk.rowCount
        ctx.signal.throwIfAborted()
        yield chunk
      }
    }
    ctx.signal.throwIfAborted()
    requireAllRows(rows, first.rowCount)
    statement.settle()
    // What is read of rev's own tables belongs to no run, and is many small queries.
    if (run !== undefined) await logCost(statement.handle, ctx)
    return { rows }
  } catch (error) {
    throw stopped(readFailure(error), ctx.signal)
  } finally {
    await statement[Symbol.asyncDispose]()
  }
}

/** Whatever happened on the way, the read is not complete. */
function readFailure(error: unknown): unknown {
  if (isRevError(error) && error.kind !== 'environment') return error
  if (isRevError(error) && error.code === 'REV_READ_FAILED') return error
  return readError(errorMessage(error), error)
}

function stopped(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? readStopped(error) : error
}
