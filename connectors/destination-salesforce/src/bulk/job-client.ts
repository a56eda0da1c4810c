import type { Context, HttpResponse } from '@revetl/sdk'
import { apiVersion } from '../client.ts'
import type { Config } from '../config.ts'

type Ctx = Context<Config>

/** What a job does: https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html (read 2026-11-27) */
export interface JobRequest {
  readonly object: string
  readonly operation: 'insert' | 'update' | 'upsert' | 'delete'
  readonly externalIdFieldName?: string
  readonly contentType: 'CSV'
  readonly lineEnding: 'LF'
  readonly columnDelimiter: 'COMMA'
}

/** The files in which a job tells what became of its records. */
export type ResultsFile = 'successfulResults' | 'failedResults' | 'unprocessedrecords'

const url = ({ config }: Ctx, path = ''): string =>
  `${config.instanceUrl.replace(/\/+$/, '')}/services/data/v${apiVersion}/jobs/ingest${path}`

const jobPath = (job: string): string => `/${encodeURIComponent(job)}`

/** Makes a job that does nothing yet, so that one too many does no harm. */
export function createJob(ctx: Ctx, json: JobRequest): Promise<HttpResponse> {
  return ctx.http.post(url(ctx), { json, resendable: true })
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html (read 2026-11-27) */
export function uploadContent(ctx: Ctx, job: string, csv: string): Promise<HttpResponse> {
  return ctx.http.put(url(ctx, `${jobPath(job)}/batches`), {
    body: csv,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    resendable: false,
  })
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/close-job.html (read 2026-11-27) */
export function setJobState(
  ctx: Ctx,
  job: string,
  state: 'UploadComplete' | 'Aborted',
): Promise<HttpResponse> {
  return ctx.http.patch(url(ctx, jobPath(job)), { json: { state } })
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-info.html (read 2026-11-27) */
export function readJob(ctx: Ctx, job: string): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, jobPath(job)))
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_bulk_v2.meta/api_bulk_v2/get_job_successful_results.htm (read 2026-11-27) */
export function readResults(ctx: Ctx, job: string, file: ResultsFile): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, `${jobPath(job)}/${file}`), {
    headers: { accept: 'text/csv' },
  })
}
