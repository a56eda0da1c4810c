import type { RunRecord } from './run-record.ts'

/** Whether the guard stopped a run; where nothing would be removed, it keeps back nothing but the run. */
export function isGuarded(run: RunRecord | undefined): boolean {
  return run?.report?.error?.code.startsWith('REV_GUARD_') === true && run.report.sent === 0
}
