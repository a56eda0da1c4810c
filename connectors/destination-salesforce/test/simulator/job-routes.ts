import { reply, route, type Reply, type Route } from '@revetl/testkit/simulator'
import type { BulkJobs, Job } from './bulk-jobs.ts'
import { refusal } from './errors.ts'
import type { Org } from './org.ts'

const base = '/services/data/v67.0/jobs/ingest'
const operations = ['insert', 'update', 'upsert', 'delete'] as const

type Body = Readonly<Record<string, string | undefined>>

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0.html (read 2026-11-27) */
export function jobRoutes(org: Org, jobs: BulkJobs): readonly Route[] {
  const withJob = (id: string, use: (job: Job) => Reply): Reply => {
    const job = jobs.jobs.get(id)
    return job ? use(job) : refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
  }
  const results = (file: 'successfulResults' | 'failedResults' | 'unprocessedrecords') =>
    route('GET', `${base}/:id/${file}`, (_request, { id }) =>
      withJob(id, (job) =>
        ['JobComplete', 'Failed', 'Aborted'].includes(job.state)
          ? { status: 200, headers: { 'content-type': 'text/csv' }, text: jobs.show(job, file) }
          : refusal(400, 'INVALIDJOBSTATE', 'The job has not completed.'),
      ),
    )
  return [
    route('POST', base, ({ json }) => makeJob(org, jobs, (json ?? {}) as Body)),
    route('PUT', `${base}/:id/batches`, ({ text }, { id }) =>
      withJob(id, (job) => {
        if (job.state !== 'Open' || job.csv !== undefined) {
          return refusal(400, 'INVALIDJOBSTATE', 'Found multiple contents for job')
        }
        job.csv = text
        return { status: 201, text: '' }
      }),
    ),
    route('PATCH', `${base}/:id`, ({ json }, { id }, tools) =>
      withJob(id, (job) => {
        const { state } = (json ?? {}) as Body
        if (job.state !== 'Open') {
          return refusal(400, 'INVALIDJOBSTATE', `Closing already ${job.state} job not allowed`)
        }
        if (state === 'Aborted') job.state = 'Aborted'
        else if (state === 'UploadComplete') jobs.process(job, tools)
        else return refusal(400, 'INVALIDJOB', `Unknown state: ${state}`)
        return reply(200, showJob(job))
      }),
    ),
    route('GET', `${base}/:id`, (_request, { id }) =>
      withJob(id, (job) => {
        jobs.poll(job)
        return reply(200, showJob(job))
      }),
    ),
    results('successfulResults'),
    results('failedResults'),
    results('unprocessedrecords'),
  ]
}

function makeJob(org: Org, jobs: BulkJobs, body: Body): Reply {
  const { contentType = 'CSV', lineEnding = 'LF', columnDelimiter = 'COMMA' } = body
  const object = org.object(body['object'] ?? '')
  const operation = operations.find((one) => one === body['operation'])
  if (!object) return refusal(400, 'INVALIDENTITY', `Unable to find object: ${body['object']}`)
  if (!operation) return refusal(400, 'INVALIDJOB', 'operation is not known')
  if (contentType !== 'CSV' || lineEnding !== 'LF' || columnDelimiter !== 'COMMA') {
    return refusal(400, 'INVALIDJOB', 'not simulated')
  }
  const { externalIdFieldName } = body
  const key = externalIdFieldName ? org.field(object.name, externalIdFieldName) : undefined
  if ((operation === 'upsert') !== (key?.isExternalId === true || key?.isLookup === true)) {
    return refusal(400, 'INVALIDJOB', `InvalidJob : Field name not found : ${externalIdFieldName}`)
  }
  return reply(200, showJob(jobs.make({ object, operation, externalIdFieldName: key?.name })))
}

function showJob(job: Job): unknown {
  const { id, operation, object, state, errorMessage, externalIdFieldName } = job
  const failed = job.failed.length
  const isOver = state === 'JobComplete' || state === 'Failed'
  return {
    id,
    operation,
    object: object.name,
    createdById: '005000000000001AAA',
    createdDate: '2026-11-27T00:00:00.000+0000',
    systemModstamp: '2026-11-27T00:00:00.000+0000',
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: 67,
    contentUrl: `services/data/v67.0/jobs/ingest/${id}/batches`,
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
    ...(externalIdFieldName === undefined ? {} : { externalIdFieldName }),
    ...(isOver
      ? {
          jobType: 'V2Ingest',
          numberRecordsProcessed: job.successful.length + failed,
          numberRecordsFailed: failed,
        }
      : {}),
    ...(isOver && errorMessage !== undefined ? { errorMessage } : {}),
  }
}
