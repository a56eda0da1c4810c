import { isRevError, ok, outcomeFromError, rejected, skipped } from '@revetl/sdk'
import type { Batch, Outcome, RunContext } from '@revetl/sdk'
import { fitsJob, toJobTable } from '../bulk/job-table.ts'
import { writeJob, type JobPart } from '../bulk/write-job.ts'
import { sendCollections } from '../collections/send-collections.ts'
import type { Config } from '../config.ts'
import type { Written } from '../outcomes.ts'
import { findIds, type FoundId } from './find-ids.ts'
import { prepareRows, recordId, type KnownRow, type Prepared, type Row } from './row.ts'

type Ctx = RunContext<Config>

/** Upserts by an external id, and creates. */
export function writeRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  return send(batch, prepareRows(batch), ctx)
}

/** Updates records that are there. Only record ids update without creating, so they are looked up first. */
export async function updateRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const prepared = prepareRows(batch)
  const idOf = prepared.rows.length > 0 ? await findIds(batch, prepared.rows, ctx) : () => undefined
  const known = withIds(prepared, idOf, ({ change }) => skipped(change, 'no-match'))
  return send(batch, known, ctx)
}

/** Moves records to the recycle bin: the ones that rev wrote, else those that match. */
export async function deleteRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const prepared = prepareRows(batch)
  const isById = batch.matchOn[0] === recordId
  const ownId = ({ match, change }: Row) => change.remoteId ?? (isById ? match : undefined)
  const unnamed = prepared.rows.filter((row) => ownId(row) === undefined)
  const find = unnamed.length > 0 ? await findIds(batch, unnamed, ctx) : () => undefined
  const idOf = (row: Row): FoundId => {
    const id = ownId(row)
    return id === undefined ? find(row) : { id }
  }
  return send(
    batch,
    withIds(prepared, idOf, ({ change }) => ok(change, 'unchanged')),
    ctx,
  )
}

/** Gives each row the id of its record; rows without one record are settled. */
function withIds(
  { rows, settled }: Prepared,
  idOf: (row: Row) => FoundId,
  absent: (row: Row) => Outcome,
): Prepared {
  const known: KnownRow[] = []
  const others: Outcome[] = []
  for (const row of rows) {
    const found = idOf(row)
    if (found === undefined) others.push(absent(row))
    else if (found === 'several') others.push(ambiguous(row))
    else known.push({ ...row, recordId: found.id })
  }
  return { rows: known, settled: [...settled, ...others] }
}

function ambiguous({ change, match }: Row): Outcome {
  const message = `Several records have the match value ${match}.`
  return rejected(change, {
    code: 'REV_RECORD_CONFLICT',
    message,
    vendorCode: 'DUPLICATE_EXTERNAL_ID',
  })
}

/** A batch as it is sent: a part as a job, a part as collections, and what is known already. */
interface Parts {
  readonly settled: readonly Outcome[]
  readonly job: JobPart | undefined
  readonly rest: readonly KnownRow[]
}

/**
 * A large batch goes as a job, a small one as collections. What is sent again goes as collections too: they take
 * records one after the other, so that those whose rows were locked do not meet again.
 */
function toParts(batch: Batch, { rows, settled }: Prepared, bulkAbove: number): Parts {
  const isJob = batch.attempt === 1 && rows.length > bulkAbove && !hasFiles(batch)
  const inJob = isJob ? rows.filter(fitsJob) : []
  if (inJob.length === 0) return { settled, job: undefined, rest: rows }
  const { operation, matchOn } = batch
  const changes = inJob.map(({ change }) => change)
  const job = { changes, table: toJobTable(operation, matchOn[0], inJob) }
  return { settled, job, rest: rows.filter((row) => !fitsJob(row)) }
}

// Not async: while the parts are sent, nothing holds the rows that they were made of.
function send(batch: Batch, prepared: Prepared, ctx: Ctx): Promise<readonly Outcome[]> {
  return sendParts(batch, toParts(batch, prepared, ctx.config.bulkAbove), ctx)
}

async function sendParts(
  batch: Batch,
  { settled, job, rest }: Parts,
  ctx: Ctx,
): Promise<readonly Outcome[]> {
  const written: Written = { operation: batch.operation, matchField: batch.matchOn[0] }
  const outcomes = job ? await writeJob(batch, written, job, ctx) : []
  try {
    const others = rest.length > 0 ? await sendCollections(batch, written, rest, ctx) : []
    return [...settled, ...outcomes, ...others]
  } catch (error) {
    // What the job has written stays written.
    if (outcomes.length === 0 || !isRevError(error)) throw error
    return [...settled, ...outcomes, ...rest.map(({ change }) => outcomeFromError(change, error))]
  }
}

/** Content of files does not travel in a table. */
const hasFiles = ({ fields }: Batch): boolean => fields.some(({ type }) => type === 'bytes')
