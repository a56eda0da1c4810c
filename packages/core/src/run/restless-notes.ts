import type { Difference } from '../diff/local-diff.ts'
import type { Ledger } from '../ledger.ts'
import type { RunSummary } from '../reports.ts'

// A table that is loaded anew each day may well change by half; by more than this it is rarely the data.
const changedPercentMax = 90
// Of a handful of rows nearly all change for many good reasons.
const rowsMin = 20

type Counted = Pick<Difference, 'rowsRead' | 'counts'>

function isRestless({ rowsRead, counts }: Counted): boolean {
  return rowsRead >= rowsMin && counts.changed * 100 > rowsRead * changedPercentMax
}

/** A warning when nearly all records changed in two runs in a row, as `random()` or `now()` in the SQL makes them. Pure. */
export function restlessNotes(now: Counted, before: RunSummary | undefined): readonly string[] {
  if (before === undefined || !isRestless(now)) return []
  if (!isRestless({ rowsRead: before.rowsRead, counts: before.changes })) return []
  return [
    `more than ${changedPercentMax} % of the records changed, as in the run before: a value such as now() or random() in the SQL makes every record a changed one`,
  ]
}

/** The last run of a sync that has ended. */
export async function lastRun(ledger: Ledger, sync: string): Promise<RunSummary | undefined> {
  const runs = await ledger.runs({ sync, runsMax: 2 })
  return runs.find(({ status }) => status !== 'running')
}
