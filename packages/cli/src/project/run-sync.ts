import type { Engine, RunOptions, RunReport } from '@revetl/core'
import { doneOrNot, type NotDone } from './not-done.ts'

/** A run that could not begin. */
interface RunNotBegun extends NotDone {
  readonly sent: 0
}

/** A run, or why there was none. */
export type RunResult = RunReport | RunNotBegun

/** Runs one sync. */
export async function runSync(
  engine: Engine,
  sync: string,
  options: RunOptions,
): Promise<RunResult> {
  const run = await doneOrNot(sync, engine.run(sync, options))
  return 'run' in run ? run : { ...run, sent: 0 }
}
