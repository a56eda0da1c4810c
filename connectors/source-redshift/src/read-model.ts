import {
  RevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
  type RunInfo,
} from '@revetl/sdk'
import { readStopped, RowChunks } from '@revetl/sdk/sql'
import { canonicalText } from './canonical-text.ts'
import type { RedshiftConfig } from './config.ts'
import { openSession, type RedshiftSession } from './connect.ts'
import { cursorPages } from './cursor-pages.ts'
import { modelError } from './model-errors.ts'
import { shapeOfModel, type ModelShape } from './model-shape.ts'
import { logCost } from './query-cost.ts'

/** The columns of a model. @throws `REV_MODEL_*` with the position in the SQL */
export async function describeModel(
  { model }: ReadRequest,
  ctx: Context<RedshiftConfig>,
): Promise<readonly Column[]> {
  await using session = await openSession(ctx)
  const { columns } = await shapeOrStop(session, { model }, ctx.signal)
  return columns.map(({ column }) => column)
}

/** What a model is; a stop while it is found out is told as one. @throws `REV_MODEL_*`, `REV_RUN_CANCELLED` */
export async function shapeOrStop(
  { client }: RedshiftSession,
  { model }: Pick<ReadRequest, 'model'>,
  signal: AbortSignal,
): Promise<ModelShape> {
  try {
    return await shapeOfModel(client, model)
  } catch (error) {
    throw stopped(error, signal)
  }
}

/** Streams a model from one snapshot. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(
  { model, rowsMax, run }: ReadRequest,
  ctx: Context<RedshiftConfig>,
): Promise<ModelRead> {
  const session = await openSession(ctx, run)
  try {
    const shape = await shapeOfModel(session.client, model)
    const limit = rowsMax === undefined ? '' : ` limit ${Math.trunc(rowsMax)}`
    const limited = { ...shape, select: shape.select + limit }
    const columns = shape.columns.map(({ column }) => column)
    return { columns, chunks: streamChunks(session, { shape: limited, run }, ctx) }
  } catch (error) {
    await session[Symbol.asyncDispose]()
    throw stopped(error, ctx.signal)
  }
}

interface Reading {
  readonly shape: ModelShape
  readonly run: RunInfo | undefined
}

async function* streamChunks(
  session: RedshiftSession,
  { shape, run }: Reading,
  ctx: Context<RedshiftConfig>,
): AsyncGenerator<Chunk, ReadEnd, void> {
  const { client } = session
  const rows = new RowChunks(shape.columns.map(({ type }) => canonicalText(type)))
  let isComplete = false
  try {
    ctx.signal.throwIfAborted()
    const request = { select: shape.select, fetchRows: ctx.config.fetchRows, signal: ctx.signal }
    for await (const page of cursorPages(client, request)) {
      for (const chunk of chunksOf(rows, page)) {
        ctx.signal.throwIfAborted()
        yield chunk
      }
    }
    const last = rows.take()
    if (last) yield last
    ctx.signal.throwIfAborted()
    await confirmEnd(session)
    isComplete = true
    if (run) await logCost(session, run, ctx)
    return { rows: rows.rows }
  } catch (error) {
    throw stopped(error, ctx.signal)
  } finally {
    // A reader that stops early leaves no statement running on the server.
    if (!isComplete) await session.cancel().catch(() => undefined)
    await session[Symbol.asyncDispose]()
  }
}

function* chunksOf(
  rows: RowChunks,
  page: readonly (readonly (string | null)[])[],
): Generator<Chunk> {
  for (const row of page) {
    const chunk = rows.push(row) ? rows.take() : undefined
    if (chunk) yield chunk
  }
}

/** A transaction that was lost or has failed does not answer that it is committed. */
async function confirmEnd({ client }: RedshiftSession): Promise<void> {
  const { command } = await client.query('commit')
  if (command === 'COMMIT') return
  throw new RevError(
    'REV_READ_INCOMPLETE',
    `Failed to read the model: expected COMMIT at its end, got ${command}.`,
  )
}

function stopped(error: unknown, signal: AbortSignal): RevError {
  return signal.aborted ? readStopped(error) : modelError(error)
}
