import { randomUUID } from 'node:crypto'
import { errorMessage, type Context, type ReadRequest, type RunInfo } from '@revetl/sdk'
import { modelStatement } from '@revetl/sdk/sql'
import type { Job, ResultPage, TableReference } from './api-jobs.ts'
import { reasonError, refuseStatement } from './bigquery-errors.ts'
import type { Project } from './client.ts'
import type { Field } from './column-types.ts'
import type { BigqueryConfig } from './config.ts'
import { dialect } from './dialect.ts'

const pageRows = 4_000

// How long one request waits for the query; a run that is stopped is noticed in between.
const waitMs = 2_000

/** The query of a model. The line of the model stays the first one, so that places in errors are right. */
export function queryOf({ model, rowsMax }: ReadRequest): string {
  const sql = modelStatement(model, dialect)
  return rowsMax === undefined ? sql : `select * from (${sql}\n) limit ${Math.trunc(rowsMax)}`
}

/** A statement as a job of its own. */
export class QueryJob {
  readonly #project: Project
  readonly #config: BigqueryConfig
  readonly #sql: string
  #reference: Job['jobReference']

  constructor(project: Project, config: BigqueryConfig, sql: string) {
    this.#project = project
    this.#config = config
    this.#sql = sql
  }

  /** The schema, from a dry run: it reads nothing and costs nothing. @throws `REV_MODEL_*` */
  async describe(): Promise<readonly Field[]> {
    const { statistics } = await this.#insert({ dryRun: true })
    const { statementType = 'SELECT', schema } = statistics?.query ?? {}
    if (statementType !== 'SELECT') throw refuseStatement(statementType)
    return schema?.fields ?? []
  }

  /** Starts it; `purpose` stands where there is no run. */
  async start(run: RunInfo | undefined, purpose = 'preview'): Promise<void> {
    const jobId = `rev_${label(run?.id ?? purpose)}_${randomUUID()}`
    const { project, location } = this.#config
    const jobReference = {
      projectId: project,
      jobId,
      ...(location === undefined ? {} : { location }),
    }
    const labels = run
      ? { rev_run: label(run.id), rev_sync: label(run.sync) }
      : { rev_run: purpose }
    // Known before the answer, so that a query whose answer is lost is cancelled too.
    this.#reference = jobReference
    const job = await this.#insert({ labels }, jobReference)
    this.#reference = job.jobReference ?? jobReference
    if (job.status?.errorResult) throw reasonError(job.status.errorResult)
  }

  /** The next page; it waits for the query. */
  async page(
    pageToken: string | undefined,
    { signal }: Context<BigqueryConfig>,
  ): Promise<ResultPage> {
    for (;;) {
      signal.throwIfAborted()
      const page = await this.#project.request<ResultPage>({
        path: `/queries/${this.#reference?.jobId ?? ''}`,
        query: {
          location: this.#reference?.location,
          maxResults: pageRows,
          timeoutMs: waitMs,
          pageToken,
          'formatOptions.useInt64Timestamp': true,
        },
      })
      if (page.jobComplete) return page
    }
  }

  /** Whether nothing of it runs any more, whatever became of it. */
  async hasEnded(): Promise<boolean> {
    const { status } = await this.#state()
    return status?.state === 'DONE'
  }

  /** The table that holds its result: https://cloud.google.com/bigquery/docs/cached-results (read 2026-11-28) */
  async destination(): Promise<TableReference | undefined> {
    const { configuration } = await this.#state()
    return configuration?.query?.destinationTable
  }

  /** What the query cost. */
  async cost(): Promise<Record<string, string | number | boolean>> {
    const { statistics } = await this.#state()
    const {
      totalBytesProcessed = '0',
      totalBytesBilled = '0',
      totalSlotMs = '0',
      cacheHit = false,
    } = statistics?.query ?? {}
    return {
      jobId: this.#reference?.jobId ?? '',
      bytesProcessed: Number(totalBytesProcessed),
      bytesBilled: Number(totalBytesBilled),
      slotMs: Number(totalSlotMs),
      cacheHit,
    }
  }

  /** Stops it; one that has ended stays as it is. */
  async cancel({ log }: Pick<Context, 'log'>): Promise<void> {
    if (!this.#reference) return
    try {
      await this.#project.request({
        method: 'POST',
        path: `/jobs/${this.#reference.jobId}/cancel`,
        query: { location: this.#reference.location },
        body: {},
      })
    } catch (error) {
      log.debug(`The query was not cancelled: ${errorMessage(error)}`)
    }
  }

  #state(): Promise<Job> {
    return this.#project.request<Job>({
      path: `/jobs/${this.#reference?.jobId ?? ''}`,
      query: { location: this.#reference?.location },
    })
  }

  #insert(
    options: Readonly<Record<string, unknown>>,
    jobReference?: Job['jobReference'],
  ): Promise<Job> {
    const { project, dataset, maximumBytesBilled } = this.#config
    const query = {
      query: this.#sql,
      useLegacySql: false,
      ...(dataset === undefined
        ? {}
        : { defaultDataset: { projectId: project, datasetId: dataset } }),
      ...(maximumBytesBilled === undefined
        ? {}
        : { maximumBytesBilled: String(maximumBytesBilled) }),
    }
    const body = { configuration: { ...options, query }, ...(jobReference ? { jobReference } : {}) }
    return this.#project.request({ method: 'POST', path: '/jobs', body })
  }
}

// Letters, digits, dashes and underscores, at most 63: https://cloud.google.com/bigquery/docs/labels-intro (read 2026-11-27)
function label(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '_')
    .slice(0, 63)
}
