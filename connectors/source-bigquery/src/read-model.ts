import {
  RevError,
  type Chunk,
  type Column,
  type Context,
  type ModelRead,
  type ReadEnd,
  type ReadRequest,
} from '@revetl/sdk'
import { readStopped, requireDistinctColumns } from '@revetl/sdk/sql'
import type { ResultPage } from './api-jobs.ts'
import { bigqueryError } from './bigquery-errors.ts'
import { isBulk, openBulkRead } from './bulk-reads.ts'
import { canonicalText, type ApiStruct } from './canonical-text.ts'
import { Project } from './client.ts'
import { toColumn, type Field } from './column-types.ts'
import type { BigqueryConfig } from './config.ts'
import { QueryJob, queryOf } from './query-job.ts'

const chunkRows = 2_000

/** The columns of a model, from a dry run. @throws `REV_MODEL_*`, with the place in the SQL */
export async function describeModel(
  request: ReadRequest,
  ctx: Context<BigqueryConfig>,
): Promise<readonly Column[]> {
  return columnsOf(await describeFields(request, ctx))
}

/** The same as BigQuery has them. */
export async function describeFields(
  request: ReadRequest,
  ctx: Context<BigqueryConfig>,
): Promise<readonly Field[]> {
  try {
    ctx.signal.throwIfAborted()
    return await jobOf(request, ctx).describe()
  } catch (error) {
    throw stopped(error, ctx.signal)
  }
}

/** Runs the query of a model and streams its result. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function readModel(
  request: ReadRequest,
  ctx: Context<BigqueryConfig>,
): Promise<ModelRead> {
  const job = jobOf(request, ctx)
  try {
    ctx.signal.throwIfAborted()
    const fields = await job.describe()
    const columns = columnsOf(fields)
    await job.start(request.run)
    return { columns, chunks: streamChunks(job, { request, fields }, ctx) }
  } catch (error) {
    if (ctx.signal.aborted) await job.cancel(ctx)
    throw stopped(error, ctx.signal)
  }
}

function jobOf(request: ReadRequest, { config }: Context<BigqueryConfig>): QueryJob {
  return new QueryJob(new Project(config), config, queryOf(request))
}

/** What fields are to rev. @throws `REV_MODEL_SQL` where two have the same name */
export function columnsOf(fields: readonly Field[]): readonly Column[] {
  return requireDistinctColumns(fields.map(toColumn))
}

/** The result is a table that does not change: all of it is of one state, whatever way it is read. */
async function* streamChunks(
  job: QueryJob,
  { request, fields }: { readonly request: ReadRequest; readonly fields: readonly Field[] },
  ctx: Context<BigqueryConfig>,
): AsyncGenerator<Chunk, ReadEnd, void> {
  let rows = 0
  let isComplete = false
  const counted = (chunk: Chunk): Chunk => {
    rows += chunk.rowCount
    ctx.signal.throwIfAborted()
    return chunk
  }
  try {
    using result = await openResult(job, { request, fields }, ctx)
    for await (const chunk of result.chunks) yield counted(chunk)
    requireAll(rows, result.totalRows)
    ctx.signal.throwIfAborted()
    isComplete = true
    ctx.log.info('BigQuery ran the query of the model.', await job.cost())
    return { rows }
  } catch (error) {
    throw stopped(error, ctx.signal)
  } finally {
    if (!isComplete) await job.cancel(ctx)
  }
}

interface OpenResult extends Disposable {
  /** As BigQuery counts them. */
  readonly totalRows: string | undefined
  readonly chunks: AsyncIterable<Chunk>
}

/** The first page says how large a result is, and so by what way it is read. */
async function openResult(
  job: QueryJob,
  { request, fields }: { readonly request: ReadRequest; readonly fields: readonly Field[] },
  ctx: Context<BigqueryConfig>,
): Promise<OpenResult> {
  const first = await job.page(undefined, ctx)
  const { totalRows } = first
  const session = isBulk(request, ctx.config, first)
    ? await openBulkRead(job, fields, ctx)
    : undefined
  return {
    totalRows,
    chunks: session ? session.chunks(ctx) : pagedChunks(job, { fields, first }, ctx),
    [Symbol.dispose]: () => session?.[Symbol.dispose](),
  }
}

async function* pagedChunks(
  job: QueryJob,
  { fields, first }: { readonly fields: readonly Field[]; readonly first: ResultPage },
  ctx: Context<BigqueryConfig>,
): AsyncGenerator<Chunk, void, void> {
  for (let page = first; ;) {
    yield* chunksOf(fields, page.rows ?? [])
    if (page.pageToken === undefined || page.pageToken === '') return
    page = await job.page(page.pageToken, ctx)
  }
}

function* chunksOf(fields: readonly Field[], rows: readonly ApiStruct[]): Generator<Chunk> {
  for (let at = 0; at < rows.length; at += chunkRows) {
    const some = rows.slice(at, at + chunkRows)
    const columns = fields.map((field, index) =>
      some.map(({ f }) => canonicalText(field, f[index]?.v ?? null)),
    )
    yield { rowCount: some.length, columns }
  }
}

/** Every page says how many rows the whole result has. */
function requireAll(rows: number, totalRows: string | undefined): void {
  if (totalRows === String(rows)) return
  const message = `Failed to read from BigQuery: the result was cut short. Expected ${String(totalRows)} rows, got ${rows}.`
  throw new RevError('REV_READ_FAILED', message, {
    hint: 'Nothing of this read counts; run again.',
  })
}

function stopped(error: unknown, signal: AbortSignal): RevError {
  return signal.aborted ? readStopped(error) : bigqueryError(error)
}
