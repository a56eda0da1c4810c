import type { Chunk, Column, Context, ModelRead, ReadEnd, ReadRequest } from '@revetl/sdk'
import { readStopped, RowChunks } from '@revetl/sdk/sql'
import type { DatabricksConfig } from './config.ts'
import { linesBefore, shapeOfModel, type ModelShape } from './model-shape.ts'
import { Statement } from './statement.ts'

type Ctx = Context<DatabricksConfig>

/** The columns of a model, which the engine tells without reading it. @throws `REV_MODEL_*` with the place in the SQL */
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
    const statement = await Statement.submit(ctx, shape.select)
    const isLogged = request.run !== undefined
    return { columns: shape.columns, chunks: streamChunks(statement, { shape, isLogged }, ctx) }
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}

interface Reading {
  readonly shape: ModelShape
  /** Whether what it took is told at the end. */
  readonly isLogged: boolean
}

async function* streamChunks(
  statement: Statement,
  { shape, isLogged }: Reading,
  { signal }: Ctx,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const rows = new RowChunks(shape.converts)
  let isComplete = false
  try {
    for await (const page of statement.rows(linesBefore)) {
      for (const row of page) {
        const chunk = rows.push(row) ? rows.take() : undefined
        if (!chunk) continue
        signal.throwIfAborted()
        yield chunk
      }
    }
    const last = rows.take()
    if (last) yield last
    signal.throwIfAborted()
    isComplete = true
    if (isLogged) await statement.logCost()
    return { rows: rows.rows }
  } catch (error) {
    throw stopped(error, signal)
  } finally {
    // A reader that stops early leaves nothing running on the warehouse.
    if (!isComplete) await statement.cancel()
  }
}

/** What a read fails with: where it was stopped, with that. */
export function stopped(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? readStopped(error) : error
}
