import type { OperationName, RevError, Value } from '@revetl/sdk'
import type { SyncMode } from './project.ts'
import type { ReadBackReport } from './read-back-report.ts'

/** How many of the planned changes are in which state. planned = the sum of all six. */
export interface OutcomeCounts {
  readonly ok: number
  readonly rejected: number
  readonly skipped: number
  readonly pending: number
  readonly held: number
  readonly guarded: number
}

/** How many records changed how. */
export interface ChangeCounts {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** One planned change as `rev plan` shows it. Values are there only where the snapshot tracks them. */
export interface ChangeSample {
  readonly key: readonly Value[]
  readonly kind: 'added' | 'changed' | 'removed'
  readonly operation: OperationName
  readonly fields: readonly {
    readonly name: string
    readonly before: Value | undefined
    readonly after: Value | undefined
    readonly isSent: boolean
  }[]
}

/** A row that cannot be sent, found before anything was sent. */
export interface RowProblem {
  readonly key: readonly Value[]
  readonly code: string
  readonly message: string
  readonly rows: number
}

/** What a run would do. */
export interface PlanReport {
  readonly sync: string
  readonly mode: SyncMode
  readonly object: string
  readonly destination: string
  /** Changes exactly when the set of changes does. */
  readonly hash: string
  readonly rowsRead: number
  readonly unchanged: number
  readonly changes: ChangeCounts
  /** Changes by operation. */
  readonly operations: Readonly<Partial<Record<OperationName, number>>>
  /** Changed records by mapped field. */
  readonly changedFields: Readonly<Record<string, number>>
  readonly problems: readonly RowProblem[]
  readonly problemCount: number
  readonly samples: readonly ChangeSample[]
  /** Requests, at least. */
  readonly requestsMin: number
  /** Seconds at the declared quotas; undefined where none is declared. */
  readonly secondsAtQuota: number | undefined
  /** Why a run would stop for confirmation; undefined where it would not. */
  readonly guard:
    | { readonly code: 'REV_GUARD_EMPTY' | 'REV_GUARD_REMOVALS'; readonly message: string }
    | undefined
  readonly isFirstRun: boolean
  /** Rules that apply to this plan and are worth knowing, for example a mapping edit. */
  readonly notes: readonly string[]
}

/** How a run ended. `partial`: something is rejected, pending, held or guarded. */
export type RunStatus = 'success' | 'partial' | 'failed' | 'cancelled'

/** One rejected record. */
export interface RejectSample {
  readonly key: readonly Value[]
  readonly code: string
  readonly message: string
  readonly field: string | undefined
  readonly vendorCode: string | undefined
}

/** What a run did. read = unchanged + planned for records in the model; planned = the sum of the outcomes. */
export interface RunReport {
  readonly run: string
  readonly sync: string
  readonly status: RunStatus
  readonly startedAt: string
  readonly seconds: number
  readonly rowsRead: number
  readonly unchanged: number
  readonly changes: ChangeCounts
  readonly planned: number
  readonly outcomes: OutcomeCounts
  /** Of those that are ok: taken by the destination without a word about what becomes of each. */
  readonly accepted: number
  /** Changes that went over the wire at least once in this run. */
  readonly sent: number
  readonly requests: number
  readonly retries: number
  readonly planHash: string | undefined
  /** The first few. */
  readonly rejects: readonly RejectSample[]
  /** When a parked remainder may be tried again, ISO 8601. */
  readonly retryAfter: string | undefined
  readonly error: RevError | undefined
  /** What the destination has of some of the accepted records, where the sync asks for it and it could be read. */
  readonly readBack: ReadBackReport | undefined
  readonly notes: readonly string[]
}

/** Where it is remembered what a sync delivered. */
export interface StateReport {
  readonly sync: string
  /** undefined where nothing was ever delivered. */
  readonly place: 'local' | 'warehouse' | undefined
  /** The schema of the tables, where the place is the warehouse. */
  readonly schema: string | undefined
  readonly records: number
  readonly track: 'row' | 'fields' | 'values' | undefined
  /** Files or tables, oldest first. */
  readonly parts: readonly { readonly name: string; readonly rows: number }[]
}

/** What a move of state came to. */
export interface StateMove {
  readonly sync: string
  readonly from: 'local' | 'warehouse' | undefined
  readonly to: 'local' | 'warehouse'
  /** How many records were copied: none where they were there already. */
  readonly records: number
}

/** Where a run is. */
export interface RunProgress {
  readonly sync: string
  readonly phase:
    | 'lease'
    | 'recover'
    | 'read'
    | 'diff'
    | 'deliver'
    | 'settle'
    | 'read-back'
    | 'done'
  readonly planned: number
  readonly done: number
  readonly rejected: number
  /** Records a second since delivery began. */
  readonly perSecond: number
  readonly secondsLeft: number | undefined
}

/** The state of one sync. */
export interface SyncStatus {
  readonly sync: string
  readonly model: string
  readonly destination: string
  readonly object: string
  readonly mode: SyncMode
  readonly lastRun:
    | {
        readonly run: string
        readonly status: RunStatus
        readonly startedAt: string
        readonly seconds: number
        readonly outcomes: OutcomeCounts
      }
    | undefined
  readonly recordsDelivered: number | undefined
  readonly rejects: number
  readonly held: number
  readonly isRunning: boolean
}

/** One run in the history. */
export interface RunSummary {
  readonly run: string
  readonly sync: string
  readonly status: RunStatus | 'running'
  readonly startedAt: string
  readonly seconds: number | undefined
  readonly rowsRead: number
  readonly changes: ChangeCounts
  readonly outcomes: OutcomeCounts
  readonly errorCode: string | undefined
  readonly errorMessage: string | undefined
}

/** A rejected (or held, or skipped) record that rev remembers. */
export interface RejectEntry {
  readonly sync: string
  readonly key: readonly Value[]
  /** `ignored` waits for a change; `accepted` was held and is taken as delivered by the next run. */
  readonly state: 'rejected' | 'held' | 'skipped' | 'ignored' | 'accepted'
  readonly operation: OperationName
  readonly code: string
  readonly message: string
  readonly field: string | undefined
  readonly vendorCode: string | undefined
  readonly attempts: number
  readonly firstAt: string
  readonly lastAt: string
  /** When a run tries it again by itself; a change of the record is tried at once. */
  readonly retryAt: string | undefined
  readonly run: string
}

/** What rev knows of one record. */
export interface RecordHistory {
  readonly sync: string
  readonly key: readonly Value[]
  /** Undefined where the destination never said yes. */
  readonly delivered:
    | {
        readonly run: string
        readonly at: string
        readonly remoteId: string | undefined
        /** The accepted values, where the sync tracks them. */
        readonly values: Readonly<Record<string, Value>> | undefined
      }
    | undefined
  readonly reject: RejectEntry | undefined
}

/** One finding of `rev check`. */
export interface CheckFinding {
  readonly severity: 'error' | 'warning'
  readonly subject: string
  readonly error: RevError
}

/** The scratch schema that a sync asks for. */
export interface ScratchReport {
  readonly schema: string
  readonly isWritable: boolean
}

/** What `rev check` found. */
export interface CheckReport {
  readonly connections: readonly {
    readonly name: string
    readonly kind: 'source' | 'destination'
    readonly connector: string
    readonly isOk: boolean
    readonly account: string | undefined
    readonly warnings: readonly string[]
    readonly quotaLeft: Readonly<Record<string, number>> | undefined
  }[]
  readonly syncs: readonly {
    readonly name: string
    readonly isOk: boolean
    readonly columns: number
    /** Undefined for a sync that only reads, and where the source could not be reached. */
    readonly scratch: ScratchReport | undefined
  }[]
  readonly findings: readonly CheckFinding[]
}
