import { errorMessage, isRevError, type Context, type ReadRequest } from '@revetl/sdk'
import type { ResultPage } from './api-jobs.ts'
import { readFailure } from './bigquery-errors.ts'
import { Project } from './client.ts'
import type { Field } from './column-types.ts'
import { storageEndpointOf, type BigqueryConfig } from './config.ts'
import type { QueryJob } from './query-job.ts'
import type { ReadSession } from './storage/read-session.ts'

// Google's client for Python takes the Storage Read API where about two megabytes are left after the first page:
// https://github.com/googleapis/python-bigquery/blob/main/google/cloud/bigquery/table.py (read 2026-11-28). A page of
// 4,000 rows is about that; loading gRPC and opening a session take as long as some pages.
const pagesMax = 5

/** Whether a result is read in bulk, by its first page. What is only looked at comes page by page. */
export function isBulk(
  { rowsMax }: Pick<ReadRequest, 'rowsMax'>,
  config: Pick<BigqueryConfig, 'bulkReads' | 'apiEndpoint' | 'storageEndpoint'>,
  { totalRows = '0', rows = [] }: ResultPage,
): boolean {
  if (rowsMax !== undefined || config.bulkReads === 'never') return false
  if (config.bulkReads === 'always') return true
  return storageEndpointOf(config) !== undefined && Number(totalRows) > pagesMax * rows.length
}

/**
 * Opens the result of a job for a bulk read.
 * @returns undefined where `bulkReads` is `auto` and none can be opened; the log says why, and what to do.
 * @throws that failure where it is `always`
 */
export async function openBulkRead(
  job: QueryJob,
  fields: readonly Field[],
  ctx: Context<BigqueryConfig>,
): Promise<ReadSession | undefined> {
  try {
    return await openSession(job, fields, ctx)
  } catch (error) {
    if (ctx.signal.aborted || ctx.config.bulkReads === 'always') throw error
    const hint = isRevError(error) ? error.hint : undefined
    ctx.log.warn(
      `The result is read page by page, which is slower. ${errorMessage(error)} ${hint ?? ''}`.trimEnd(),
    )
    return undefined
  }
}

async function openSession(
  job: QueryJob,
  fields: readonly Field[],
  ctx: Context<BigqueryConfig>,
): Promise<ReadSession> {
  const table = await job.destination()
  const endpoint = storageEndpointOf(ctx.config)
  if (!table || endpoint === undefined) {
    throw readFailure('REV_READ_FAILED', 'the job names no table with its result.')
  }
  // gRPC and Arrow are loaded by who needs them.
  const { ReadSession } = await import('./storage/read-session.ts')
  const project = new Project(ctx.config)
  return ReadSession.open({ project, payer: ctx.config.project, endpoint, table, fields }, ctx)
}
