import { asyncJob, jsonObject, jsonText, RevError } from '@revetl/sdk'
import type {
  AsyncJobSteps,
  Batch,
  Change,
  FieldDefinitions,
  Outcome,
  RunContext,
} from '@revetl/sdk'
import { notApplied } from '../answers/not-applied.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import type { Written } from '../outcomes.ts'
import { createJob, type JobRequest } from './job-client.ts'
import { readJobResults } from './job-results.ts'
import { jobState } from './job-state.ts'
import type { JobTable } from './job-table.ts'
import { JobUpload } from './job-upload.ts'

const pollFirstMs = 100
const pollEveryMsMax = 10_000
// A job may wait for hours behind others; given up, it would be sent again while it runs.
const waitMaxMs = 6 * 3_600_000

type Ctx = RunContext<Config>

/** The part of a batch that goes as a job. */
export interface JobPart {
  readonly changes: readonly Change[]
  readonly table: JobTable
}

/** Writes changes as one job of Bulk API 2.0. */
export function writeJob(
  batch: Batch,
  written: Written,
  { changes, table }: JobPart,
  ctx: Ctx,
): Promise<readonly Outcome[]> {
  return asyncJob(jobSteps(jobRequest(batch, written), written, table))({ ...batch, changes }, ctx)
}

function jobSteps(
  request: JobRequest,
  written: Written,
  { csv, index }: JobTable,
): AsyncJobSteps<FieldDefinitions, Config> {
  const upload = new JobUpload(csv)
  let waitMs = pollFirstMs
  let whyEnded: string | undefined
  return {
    submit: async (_batch, ctx) => {
      const job = await makeJob(ctx, request)
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
    results: (id, _batch, ctx) => readJobResults({ id, written, index, whyEnded }, ctx),
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
    // A job that was not started has written nothing, whatever became of the request.
    throw notApplied(error)
  }
}
