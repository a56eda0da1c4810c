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
import type { KnownRow } from '../records/row.ts'
import { readJob, setJobState, uploadContent } from './job-client.ts'
import { toCsv, type JobContent } from './job-content.ts'

type Ctx = RunContext<Config>

const closesMax = 3

/** Gives a job its content and starts it. Nothing of it is written before it is told that the upload is complete. */
export class JobUpload {
  /** Whether this attempt has made the job; another attempt may have uploaded its content already. */
  isNew = false
  readonly #content: JobContent
  readonly #rows: readonly KnownRow[]
  #isUploaded = false
  #closes = 0

  constructor(content: JobContent, rows: readonly KnownRow[]) {
    this.#content = content
    this.#rows = rows
  }

  async start(ctx: Ctx, job: string): Promise<void> {
    try {
      if (!this.#isUploaded) await this.#upload(ctx, job)
      this.#isUploaded = true
    } catch (error) {
      await abort(ctx, job)
      throw notApplied(error)
    }
    await this.#close(ctx, job)
  }

  async #upload(ctx: Ctx, job: string): Promise<void> {
    const response = await uploadContent(ctx, job, toCsv(this.#content, this.#rows))
    // A job takes one upload. Where it has one, it is ours: the job belongs to this very content. What the results do
    // not name stays unknown in any case.
    const isThere = !this.isNew && response.status === 400
    if (!response.isOk && !isThere)
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
    if (response.isOk || (await hasStarted(ctx, job))) return
    await abort(ctx, job)
    throw refusedRequest(response, `start job ${job}`)
  }
}

/** A second "upload complete", whose first one went through without an answer, is refused. */
async function hasStarted(ctx: Ctx, job: string): Promise<boolean> {
  const response = await readJob(ctx, job)
  return response.isOk && jsonObject(response.json())['state'] !== 'Open'
}

/** A job that nobody starts stands open for a day; it harms nobody where this fails too. */
async function abort(ctx: Ctx, job: string): Promise<void> {
  try {
    await setJobState(ctx, job, 'Aborted')
  } catch (error) {
    ctx.log.debug(`Job ${job} is left open: ${errorMessage(error)}`)
  }
}
