import {
  errorMessage,
  isRevError,
  jsonObject,
  type HttpResponse,
  type RunContext,
} from '@revetl/sdk'
import { notApplied } from '../answers/not-applied.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import { readJob, setJobState, uploadContent } from './job-client.ts'

type Ctx = RunContext<Config>

const closesMax = 3

/** Gives a job its content and starts it. Nothing of it is written before it is told that the upload is complete. */
export class JobUpload {
  /** Whether this attempt has made the job; another attempt may have uploaded its content already. */
  isNew = false
  /** Gone once it is uploaded, so that it is not held while the job runs. */
  #csv: string | undefined
  #closes = 0

  constructor(csv: string) {
    this.#csv = csv
  }

  async start(ctx: Ctx, job: string): Promise<void> {
    try {
      if (this.#csv !== undefined) await this.#upload(ctx, job, this.#csv)
      this.#csv = undefined
    } catch (error) {
      throw await abandon(ctx, job, notApplied(error))
    }
    await this.#close(ctx, job)
  }

  async #upload(ctx: Ctx, job: string, csv: string): Promise<void> {
    let isRepeated = !this.isNew
    let response: HttpResponse
    try {
      response = await uploadContent(ctx, job, csv)
    } catch (error) {
      if (!isRevError(error) || error.delivery !== 'unknown' || ctx.signal.aborted) throw error
      isRepeated = true
      response = await uploadContent(ctx, job, csv)
    }
    // A job takes one upload. Where it has one, it is ours: the job belongs to this very content. What the results do
    // not name stays unknown in any case.
    if (response.isOk || (isRepeated && response.status === 400)) return
    throw refusedRequest(response, `upload the content of job ${job}`)
  }

  async #close(ctx: Ctx, job: string): Promise<void> {
    this.#closes += 1
    let response: HttpResponse
    try {
      response = await setJobState(ctx, job, 'UploadComplete')
    } catch (error) {
      // Whether it has started is what the next poll tells.
      if (isRevError(error) && error.delivery === 'unknown' && this.#closes < closesMax) return
      throw error
    }
    if (response.isOk) return
    const refusal = refusedRequest(response, `start job ${job}`)
    if (response.status === 400 && (await hasStarted(ctx, job))) return
    throw await abandon(ctx, job, refusal)
  }
}

/** A second "upload complete", whose first one went through without an answer, is refused. */
async function hasStarted(ctx: Ctx, job: string): Promise<boolean> {
  const response = await readJob(ctx, job)
  return response.isOk && jsonObject(response.json())['state'] !== 'Open'
}

/**
 * Stops a job that will not be started; one that stands open for a day harms nobody, so that it may fail. Where the
 * credentials or the quota are refused, nothing more is sent.
 * @returns the error, to be thrown
 */
async function abandon(ctx: Ctx, job: string, error: unknown): Promise<unknown> {
  if (isRevError(error) && (error.delivery === 'auth' || error.delivery === 'throttled'))
    return error
  try {
    await setJobState(ctx, job, 'Aborted')
  } catch (failure) {
    ctx.log.debug(`Job ${job} is left open: ${errorMessage(failure)}`)
  }
  return error
}
