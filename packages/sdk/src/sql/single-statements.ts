import type { Context } from '../context.ts'
import { errorMessage } from '../errors.ts'
import { statementStopped } from './model-text.ts'

const endWaitMs = 5_000
const endPollMs = 250

/**
 * Runs statements one after the other, for a database without a transaction over several.
 * @throws `REV_RUN_CANCELLED` where the run was stopped, else what `toError` makes of the failure
 */
export async function runOneByOne(
  statements: readonly string[],
  {
    signal,
    run,
    toError,
  }: {
    readonly signal: AbortSignal
    readonly run: (statement: string) => Promise<void>
    readonly toError: (error: unknown) => unknown
  },
): Promise<void> {
  try {
    for (const statement of statements) {
      signal.throwIfAborted()
      await run(statement)
    }
  } catch (error) {
    throw signal.aborted ? statementStopped(error) : toError(error)
  }
}

/**
 * Waits until a statement that was told to stop has ended, for five seconds at most: what it makes could appear behind
 * the DROP of the next run. Never throws.
 */
export async function untilEnded(
  { clock, log }: Pick<Context, 'clock' | 'log'>,
  hasEnded: () => Promise<boolean>,
): Promise<void> {
  const untilMs = clock.monotonicMs() + endWaitMs
  try {
    while (!(await hasEnded()) && clock.monotonicMs() < untilMs) await clock.sleep(endPollMs)
  } catch (error) {
    log.debug(`Whether the statement has ended is not known: ${errorMessage(error)}`)
  }
}
