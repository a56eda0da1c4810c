import type { RevError } from '@revetl/sdk'
import type { DeliveryResult } from '../deliver/delivery-options.ts'
import type { Difference } from '../diff/local-diff.ts'
import type { RunRecord } from '../ledger.ts'
import type { ReadBackReport } from '../read-back-report.ts'
import type { OutcomeCounts, RejectSample, RunReport, RunStatus } from '../reports.ts'

/** What a run knows when it ends, however it ends. */
export interface RunFacts {
  readonly run: string
  readonly sync: string
  readonly startedAt: string
  readonly seconds: number
  readonly difference: Difference | undefined
  readonly planHash: string | undefined
  readonly delivery: DeliveryResult | undefined
  /** Changes that the guard kept back, or that a baseline took as delivered. */
  readonly guarded: number
  readonly baseline: number
  readonly requests: number
  readonly retries: number
  readonly rejects: readonly RejectSample[]
  readonly error: RevError | undefined
  readonly readBack: ReadBackReport | undefined
  readonly isCancelled: boolean
  readonly now: number
  readonly notes: readonly string[]
}

const noChanges = { added: 0, changed: 0, removed: 0 }

/** The report of a run. Invariant 8: planned is the sum of the outcomes, and read is unchanged and planned. */
export function runReport(facts: RunFacts): RunReport {
  const { difference, delivery } = facts
  const outcomes = outcomeCounts(facts)
  const retryAfterMs = delivery?.retryAfterMs
  return {
    run: facts.run,
    sync: facts.sync,
    status: runStatus(facts, outcomes),
    startedAt: facts.startedAt,
    seconds: facts.seconds,
    rowsRead: difference?.rowsRead ?? 0,
    unchanged: difference?.unchanged ?? 0,
    changes: difference?.counts ?? noChanges,
    planned: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    outcomes,
    accepted: delivery?.accepted ?? 0,
    sent: delivery?.sent ?? 0,
    requests: facts.requests,
    retries: facts.retries,
    planHash: facts.planHash,
    rejects: facts.rejects,
    retryAfter:
      retryAfterMs === undefined ? undefined : new Date(facts.now + retryAfterMs).toISOString(),
    error: facts.error,
    readBack: facts.readBack,
    notes: facts.notes,
  }
}

function outcomeCounts({ difference, delivery, guarded, baseline }: RunFacts): OutcomeCounts {
  const unsent = difference?.unsentCounts
  const changes = difference?.counts ?? noChanges
  const total = changes.added + changes.changed + changes.removed
  const accepted = delivery === undefined ? 0 : (difference?.accepted ?? 0)
  const rest = delivery === undefined ? total - guarded - baseline : 0
  return {
    ok: (delivery?.ok ?? 0) + baseline,
    rejected: (delivery?.rejected ?? 0) + (unsent?.problem ?? 0) + (unsent?.rejected ?? 0),
    skipped: (delivery?.skipped ?? 0) + (unsent?.skipped ?? 0) + accepted,
    pending: (delivery?.pending ?? 0) + rest,
    held: (delivery?.held ?? 0) + (unsent?.held ?? 0),
    guarded,
  }
}

/** Invariant 21: success only when nothing at all is left over. */
function runStatus(facts: RunFacts, outcomes: OutcomeCounts): RunStatus {
  if (facts.isCancelled) return 'cancelled'
  const { rejected, pending, held, guarded } = outcomes
  const isClean = rejected + pending + held + guarded === 0
  if (facts.error !== undefined) {
    const hasDelivered = outcomes.ok > 0 || guarded > 0
    return hasDelivered ? 'partial' : 'failed'
  }
  return isClean ? 'success' : 'partial'
}

/** The report as the history keeps it. */
export function runRecord(report: RunReport): RunRecord {
  const { status, seconds, rowsRead, changes, outcomes, planHash, error } = report
  return {
    status,
    seconds,
    rowsRead,
    changes,
    outcomes,
    planHash,
    errorCode: error?.code,
    errorMessage: error?.message,
  }
}
