import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import { errorMessage, isRevError } from '../errors.ts'
import type { FieldDefinitions } from '../fields.ts'
import { retry, unknown, type Outcome } from '../outcomes.ts'
import { settleBulk, type BulkAnswer } from './settle-bulk.ts'
import type { Write } from './write.ts'

/** How far a vendor's job is. `gone`: the vendor no longer knows it, so nobody knows what it did. */
export type JobState =
  | { readonly state: 'running'; readonly afterMs?: number }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly message: string; readonly wroteNothing: boolean }
  | { readonly state: 'gone' }

/** A vendor's job: submitted, polled, read. */
export interface AsyncJobSteps<Fields extends FieldDefinitions, Config> {
  /** Starts the job. @returns the vendor's id of it */
  readonly submit: (batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<string>
  readonly poll: (job: string, ctx: RunContext<Config>) => Promise<JobState>
  readonly results: (
    job: string,
    batch: Batch<Fields>,
    ctx: RunContext<Config>,
  ) => Promise<BulkAnswer<Change<Fields>>>
  /** Milliseconds between two polls, where the vendor names none; default 2,000. */
  readonly pollEveryMs?: number
  /** Milliseconds until the job is left alone and its changes are `unknown`; default 600,000. */
  readonly waitMaxMs?: number
}

/**
 * For vendors that take a batch as a job. The job's id is durable before the first poll, and an attempt with the same
 * content resumes it instead of starting a second one. Once a job was submitted, no error means that nothing was
 * applied: its changes are `unknown` until the vendor says more.
 */
export function asyncJob<Fields extends FieldDefinitions, Config>(
  steps: AsyncJobSteps<Fields, Config>,
): Write<Fields, Config> {
  return async (batch, ctx) => {
    const key = `job:${batch.object.name}:${batch.operation}:${batch.idempotencyKey}`
    const known = (await ctx.cache.get([key])).get(key)
    const job = known ?? (await steps.submit(batch, ctx))
    try {
      if (known === undefined) await ctx.cache.set(new Map([[key, job]]))
      const outcomes = await finish(steps, job, batch, ctx)
      if (outcomes === undefined) return stillRunning(batch, job)
      await ctx.cache.delete([key])
      return outcomes
    } catch (error) {
      const code = isRevError(error) ? error.code : 'REV_CONNECTOR_CRASHED'
      const message = `Job ${job}: ${errorMessage(error)}`
      return batch.changes.map((change) => unknown(change, { code, message }))
    }
  }
}

/** @returns undefined where the job is still running when patience ends */
async function finish<Fields extends FieldDefinitions, Config>(
  steps: AsyncJobSteps<Fields, Config>,
  job: string,
  batch: Batch<Fields>,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[] | undefined> {
  const { pollEveryMs = 2000, waitMaxMs = 600_000 } = steps
  const endMs = ctx.clock.monotonicMs() + waitMaxMs
  for (;;) {
    const state = await steps.poll(job, ctx)
    switch (state.state) {
      case 'done':
        return settleBulk(batch.changes, await steps.results(job, batch, ctx))
      case 'gone':
        return batch.changes.map((change) =>
          unknown(change, { message: `The destination no longer knows job ${job}.` }),
        )
      case 'failed':
        return batch.changes.map((change) => failed(change, state))
      case 'running': {
        const waitMs = state.afterMs ?? pollEveryMs
        if (ctx.clock.monotonicMs() + waitMs > endMs) return undefined
        await ctx.clock.sleep(waitMs, ctx.signal)
      }
    }
  }
}

function failed(
  change: Pick<Change, 'id'>,
  { message, wroteNothing }: Extract<JobState, { state: 'failed' }>,
): Outcome {
  return wroteNothing ? retry(change, { message, scope: 'batch' }) : unknown(change, { message })
}

function stillRunning(batch: Pick<Batch, 'changes'>, job: string): readonly Outcome[] {
  const message = `Job ${job} is still running.`
  return batch.changes.map((change) => unknown(change, { code: 'REV_HTTP_TIMEOUT', message }))
}
