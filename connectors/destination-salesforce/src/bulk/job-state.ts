import { jsonObject, jsonText, RevError, type JobState, type RunContext } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import { readJob } from './job-client.ts'

/**
 * How far a job is, and why it ended where it says so.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-job-states.html (read 2026-11-27)
 */
export async function jobState(
  ctx: RunContext<Config>,
  job: string,
  afterMs: number,
): Promise<{ readonly state: JobState; readonly message: string | undefined }> {
  const response = await readJob(ctx, job)
  if (response.status === 404) return { state: { state: 'gone' }, message: undefined }
  if (!response.isOk) throw refusedRequest(response, `read job ${job}`)
  const info = jsonObject(response.json())
  const message = jsonText(info['errorMessage'])
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
