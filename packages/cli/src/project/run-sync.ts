import type { Engine, RunOptions, RunReport } from '@revetl/core'
import { isRevError, type RevError } from '@revetl/sdk'

/** A run that could not begin. */
interface RunNotBegun {
  readonly sync: string
  readonly status: 'failed'
  readonly sent: 0
  readonly error: RevError
}

/** A run, or why there was none. */
export type RunResult = RunReport | RunNotBegun

/** Runs one sync. An error of rev becomes its result, so that the syncs after it still run. */
export async function runSync(
  engine: Engine,
  sync: string,
  options: RunOptions,
): Promise<RunResult> {
  try {
    return await engine.run(sync, options)
  } catch (error) {
    if (!isRevError(error)) throw error
    return { sync, status: 'failed', sent: 0, error }
  }
}
