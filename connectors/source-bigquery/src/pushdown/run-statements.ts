import type { Context } from '@revetl/sdk'
import { runOneByOne, untilEnded } from '@revetl/sdk/sql'
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
  const { config, signal } = ctx
  const project = new Project(config)
  const run = (statement: string) => runJob(new QueryJob(project, config, statement), ctx)
  await runOneByOne(statements, { signal, run, toError: bigqueryError })
}

async function runJob(job: QueryJob, ctx: Context<BigqueryConfig>): Promise<void> {
  try {
    await job.start(undefined, 'scratch')
    await job.page(undefined, ctx)
  } catch (error) {
    if (ctx.signal.aborted) await stopJob(job, ctx)
    throw error
  }
}

async function stopJob(job: QueryJob, ctx: Context<BigqueryConfig>): Promise<void> {
  await job.cancel(ctx)
  await untilEnded(ctx, () => job.hasEnded())
}
