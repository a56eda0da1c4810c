import type { Context } from '@revetl/sdk'
import { statementStopped } from '@revetl/sdk/sql'
import { bigqueryError } from '../bigquery-errors.ts'
import { Project } from '../client.ts'
import type { BigqueryConfig } from '../config.ts'
import { QueryJob } from '../query-job.ts'

/**
 * Runs statements, one job each: a job is done whole or not at all, and what a failed one leaves of a table is never read.
 * @throws `REV_MODEL_*`, `REV_AUTH_SCOPE`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<BigqueryConfig>,
): Promise<void> {
  const project = new Project(ctx.config)
  try {
    for (const statement of statements) {
      ctx.signal.throwIfAborted()
      await runJob(new QueryJob(project, ctx.config, statement), ctx)
    }
  } catch (error) {
    throw ctx.signal.aborted ? statementStopped(error) : bigqueryError(error)
  }
}

async function runJob(job: QueryJob, ctx: Context<BigqueryConfig>): Promise<void> {
  try {
    await job.start(undefined, 'scratch')
    await job.page(undefined, ctx)
  } catch (error) {
    // A table could still appear behind the DROP of the next run.
    if (ctx.signal.aborted) await stopJob(job, ctx)
    throw error
  }
}

async function stopJob(job: QueryJob, ctx: Context<BigqueryConfig>): Promise<void> {
  await job.cancel(ctx)
  await job.settled()
}
