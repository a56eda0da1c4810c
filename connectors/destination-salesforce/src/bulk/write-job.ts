import { asyncJob, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { AsyncJobSteps, Batch, FieldDefinitions, Outcome, RunContext } from '@revetl/sdk'
import { notApplied } from '../answers/not-applied.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import type { Written } from '../outcomes.ts'
import type { KnownRow } from '../records/row.ts'
import { createJob, type JobRequest } from './job-client.ts'
import { jobContent } from './job-content.ts'
import { readJobResults } from './job-results.ts'
import { jobState } from './job-state.ts'
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
  rows: readonly KnownRow[],
  ctx: Ctx,
): Promise<readonly Outcome[]> {
  const changes = rows.map(({ change }) => change)
  return asyncJob(jobSteps(batch, written, rows))({ ...batch, changes }, ctx)
}

function jobSteps(
  batch: Batch,
  written: Written,
  rows: readonly KnownRow[],
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
    const id = jsonText(jsonObject(response.json())['id'])
    if (id !== undefined) return id
    throw new RevError('REV_HTTP_BODY', `Failed to ${what}: Salesforce names no job.`, {
      delivery: 'not-applied',
    })
  } catch (error) {
    throw notApplied(error)
  }
}
