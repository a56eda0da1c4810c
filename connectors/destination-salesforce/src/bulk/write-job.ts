import { asyncJob, isRevError, RevError } from '@revetl/sdk'
import type {
  AsyncJobSteps,
  Batch,
  FieldDefinitions,
  JobState,
  Outcome,
  RunContext,
} from '@revetl/sdk'
import { toObject, toText } from '../answers/json.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import type { Written } from '../outcomes.ts'
import { createJob, readJob, type JobRequest } from './job-client.ts'
import { jobContent, type JobRow } from './job-content.ts'
import { readJobResults } from './job-results.ts'
import { JobUpload } from './job-upload.ts'
import { RowIndex } from './row-index.ts'

const pollFirstMs = 250
const pollEveryMsMax = 10_000
// A job may wait for hours behind others; given up, it would be sent again while it runs.
const waitMaxMs = 6 * 3_600_000

type Ctx = RunContext<Config>

/** Writes rows as one job of Bulk API 2.0. */
export function writeJob(
  batch: Batch,
  written: Written,
  rows: readonly JobRow[],
  ctx: Ctx,
): Promise<readonly Outcome[]> {
  const changes = rows.map(({ change }) => change)
  return asyncJob(jobSteps(batch, written, rows))({ ...batch, changes }, ctx)
}

function jobSteps(
  batch: Batch,
  written: Written,
  rows: readonly JobRow[],
): AsyncJobSteps<FieldDefinitions, Config> {
  const content = jobContent(batch.operation, written.matchField, rows)
  const upload = new JobUpload(content, rows)
  let waitMs = pollFirstMs
  let whyEnded: string | undefined
  return {
    submit: async (_batch, ctx) => {
      const job = await makeJob(ctx, jobRequest(batch, written))
      upload.isNew = true
      return job
    },
    start: (job, _batch, ctx) => upload.start(ctx, job),
    poll: async (job, ctx) => {
      const { state, message } = await jobState(ctx, job, waitMs)
      whyEnded = message
      waitMs = Math.min(waitMs * 1.6, pollEveryMsMax)
      return state
    },
    results: (job, _batch, ctx) =>
      readJobResults(job, { written, index: new RowIndex(content, rows), whyEnded }, ctx),
    pollEveryMs: pollFirstMs,
    waitMaxMs,
  }
}

const operations = {
  create: 'insert',
  update: 'update',
  upsert: 'upsert',
  delete: 'delete',
} as const

function jobRequest({ object, operation }: Batch, { matchField }: Written): JobRequest {
  const isUpsert = operation === 'upsert' && matchField !== undefined
  return {
    object: object.name,
    operation: operations[operation as keyof typeof operations],
    ...(isUpsert ? { externalIdFieldName: matchField } : {}),
    contentType: 'CSV',
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
  }
}

async function makeJob(ctx: Ctx, request: JobRequest): Promise<string> {
  const what = `make a job for ${request.object}`
  try {
    const response = await createJob(ctx, request)
    if (!response.isOk) throw refusedRequest(response, what)
    const id = toText(toObject(response.json())['id'])
    if (id !== undefined) return id
    throw new RevError('REV_HTTP_BODY', `Failed to ${what}: Salesforce names no job.`, {
      delivery: 'not-applied',
    })
  } catch (error) {
    throw notApplied(error)
  }
}

/** A job that was not started has written nothing, whatever became of the request. */
export function notApplied(error: unknown): unknown {
  if (!isRevError(error) || error.delivery !== 'unknown') return error
  return new RevError(error.code, error.message, { cause: error, delivery: 'not-applied' })
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-job-states.html (read 2026-11-27) */
async function jobState(
  ctx: Ctx,
  job: string,
  afterMs: number,
): Promise<{ readonly state: JobState; readonly message: string | undefined }> {
  const response = await readJob(ctx, job)
  if (response.status === 404) return { state: { state: 'gone' }, message: undefined }
  if (!response.isOk) throw refusedRequest(response, `read job ${job}`)
  const info = toObject(response.json())
  const message = toText(info['errorMessage'])
  switch (info['state']) {
    case 'Open':
      return { state: { state: 'waiting' }, message }
    case 'UploadComplete':
    case 'InProgress':
      return { state: { state: 'running', afterMs }, message }
    // A job that failed or was stopped has results for the records that it came to.
    case 'JobComplete':
    case 'Failed':
    case 'Aborted':
      return { state: { state: 'done' }, message }
    default:
      throw new RevError('REV_HTTP_BODY', `Failed to read job ${job}: it has no known state.`, {
        delivery: 'unknown',
      })
  }
}
