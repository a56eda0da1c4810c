import type { Batch, Change } from '../batch.ts'
import type { RunContext } from '../context.ts'
import { errorMessage, isRevError, type RevError } from '../errors.ts'
import type { FieldDefinitions } from '../fields.ts'
import { retry, unknown, type Outcome } from '../outcomes.ts'
import { settleBulk, type BulkAnswer } from './settle-bulk.ts'
import type { Write } from './write.ts'

/**
 * How far a vendor's job is. `waiting`: it was made and not started, so it has done nothing; for vendors with a `start` ·
 * `gone`: the vendor no longer knows it, so nobody knows what it did.
 */
export type JobState =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly afterMs?: number }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly message: string; readonly wroteNothing: boolean }
  | { readonly state: 'gone' }

/** A vendor's job: submitted, polled, read. */
export interface AsyncJobSteps<Fields extends FieldDefinitions, Config> {
  /** Starts the job, or only makes it where there is a `start`. @returns the vendor's id of it */
  readonly submit: (batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<string>
  /**
   * For vendors whose job does nothing before it is told to: uploads its content and starts it. A `RevError` of another
   * class than `unknown` says that it was certainly not started, and is thrown on as it is.
   */
  readonly start?: (job: string, batch: Batch<Fields>, ctx: RunContext<Config>) => Promise<void>
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
 * For vendors that take a batch as a job. The job's id is durable before the first poll, and before a `start`; an
 * attempt with the same content resumes it instead of making a second one; the host makes that attempt, in this run or
 * the next one, before it sends any of the changes in another batch. Once a job was started, no error means that
 * nothing was applied: its changes are `unknown` until the vendor says more.
 */
export function asyncJob<Fields extends FieldDefinitions, Config>(
  steps: AsyncJobSteps<Fields, Config>,
): Write<Fields, Config> {
  return async (batch, ctx) => {
    const key = `job:${batch.object.name}:${batch.operation}:${batch.idempotencyKey}`
    const known = (await ctx.cache.get([key])).get(key)
    const job = known ?? (await steps.submit(batch, ctx))
    const call = { steps, job, batch, ctx }
    let refusal: RevError | undefined
    let isKept = known !== undefined
    try {
      if (known === undefined) {
        await ctx.cache.set(new Map([[key, job]]))
        isKept = true
        refusal = await start(call)
      }
      const end = refusal ?? (await finish(call))
      if (end === 'running') return stillRunning(batch, job)
      // A run that is stopped refuses nothing: whoever sends the same content again goes on with the job.
      if (!isRevError(end) || !ctx.signal.aborted) await ctx.cache.delete([key])
      if (!isRevError(end)) return end
      refusal = end
    } catch (error) {
      const code = isRevError(error) ? error.code : 'REV_CONNECTOR_CRASHED'
      const message = `Job ${job}: ${errorMessage(error)}`
      // Whoever asks once more is told no once more.
      if (isRevError(error) && error.delivery === 'rejected') {
        await ctx.cache.delete([key])
        isKept = false
      }
      return batch.changes.map((change) => unknown(change, { code, message, isUnderWay: isKept }))
    }
    throw refusal
  }
}

interface Call<Fields extends FieldDefinitions, Config> {
  readonly steps: AsyncJobSteps<Fields, Config>
  readonly job: string
  readonly batch: Batch<Fields>
  readonly ctx: RunContext<Config>
}

/** @returns the error where the job was certainly not started */
async function start<Fields extends FieldDefinitions, Config>({
  steps,
  job,
  batch,
  ctx,
}: Call<Fields, Config>): Promise<RevError | undefined> {
  try {
    await steps.start?.(job, batch, ctx)
    return undefined
  } catch (error) {
    if (isRevError(error) && error.delivery !== undefined && error.delivery !== 'unknown') {
      return error
    }
    throw error
  }
}

/** @returns `running` where the job is not done when patience ends, an error where it was certainly not started */
async function finish<Fields extends FieldDefinitions, Config>(
  call: Call<Fields, Config>,
): Promise<readonly Outcome[] | RevError | 'running'> {
  const { steps, job, batch, ctx } = call
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
      case 'waiting': {
        const refusal = await start(call)
        if (refusal !== undefined) return refusal
        break
      }
      case 'running':
        break
    }
    const waitMs = ('afterMs' in state ? state.afterMs : undefined) ?? pollEveryMs
    if (ctx.clock.monotonicMs() + waitMs > endMs) return 'running'
    await ctx.clock.sleep(waitMs, ctx.signal)
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
  const why = { code: 'REV_HTTP_TIMEOUT', message, isUnderWay: true } as const
  return batch.changes.map((change) => unknown(change, why))
}
