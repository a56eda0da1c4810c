import {
  errorMessage,
  isRevError,
  RevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { readStopped } from '@revetl/sdk/sql'
import { canonicalTexts } from './canonical-text.ts'
import type { SnowflakeConfig } from './config.ts'
import { readStatement, shapeOfModel } from './model-shape.ts'
import { logCost } from './query-cost.ts'
import type { ApiRow } from './sql-api.ts'
import { queryTag, Statement, type StatementResult } from './statement.ts'

type Ctx = Context<SnowflakeConfig>

const chunkRowsMax = 2_000

/** The columns of a model. @throws `REV_MODEL_*`, with the place in the SQL where Snowflake tells it */
export async function describeModel(request: ReadRequest, ctx: Ctx): Promise<readonly Column[]> {
  try {
    ctx.signal.throwIfAborted()
    return (await shapeOfModel(request, ctx)).columns
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
    const first = await statement.result()
    return {
      columns: shape.columns,
      chunks: streamChunks({ statement, first }, shape.columns, ctx),
    }
  } catch (error) {
    throw stopped(error, ctx.signal)
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
): AsyncGenerator<Chunk, ReadEnd, void> {
  let rows = 0
  let isComplete = false
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
    requireAll(rows, first.rowCount)
    isComplete = true
    statement.settle()
    await logCost(statement.handle, ctx)
    return { rows }
  } catch (error) {
    throw stopped(readFailure(error), ctx.signal)
  } finally {
    if (!isComplete) await statement.cancel()
  }
}

function* chunksOf(columns: readonly Column[], rows: readonly ApiRow[]): Generator<Chunk> {
  for (let at = 0; at < rows.length; at += chunkRowsMax) {
    const some = rows.slice(at, at + chunkRowsMax)
    yield {
      rowCount: some.length,
      columns: columns.map(({ type }, place) => {
        const toCanonical = canonicalTexts[type]
        return some.map((row) => {
          const text = row[place] ?? null
          return text === null || toCanonical === undefined ? text : toCanonical(text)
        })
      }),
    }
  }
}

/** The first answer says how many rows the whole result has. */
function requireAll(rows: number, expected: number): void {
  if (rows === expected) return
  const message = `Failed to read from Snowflake: the result was cut short. Expected ${expected} rows, got ${rows}.`
  throw new RevError('REV_READ_FAILED', message, {
    hint: 'Nothing of this read counts; run again.',
  })
}

/** Whatever happened on the way, the read is not complete. */
function readFailure(error: unknown): unknown {
  if (isRevError(error) && error.kind !== 'environment') return error
  if (isRevError(error) && error.code === 'REV_READ_FAILED') return error
  return new RevError('REV_READ_FAILED', `Failed to read from Snowflake: ${errorMessage(error)}`, {
    cause: error,
    hint: 'Nothing of this read counts; run again.',
  })
}

function stopped(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? readStopped(error) : error
}
