import type { OperationName } from '@revetl/sdk'
import type { RejectEntry, RunStatus, RunSummary } from './reports.ts'
import type { SeqRange } from './seq-ranges.ts'
import type { Snapshot } from './snapshot.ts'

/** The right to run a sync. The epoch fences whoever held it before. */
export interface Lease {
  readonly sync: string
  readonly epoch: number
}

/** Counters and facts of a run that end up in its history. */
export type RunRecord = Omit<RunSummary, 'run' | 'sync' | 'startedAt' | 'status'> & {
  readonly status: RunStatus
  readonly planHash: string | undefined
}

/** A batch that is about to be sent. */
export interface Intent {
  readonly batch: number
  readonly operation: OperationName
  /** Positions in the run's plan. */
  readonly seqs: readonly number[]
  readonly attempt: number
  readonly idempotencyKey: string
}

/** What of an intent nobody knows the end of. */
export interface OpenIntent extends Intent {
  /** Whether `seqs` are all that was sent: only then its idempotency key names them. */
  readonly isWhole: boolean
}

/** A record that was not accepted, as the settlement of its batch records it. */
export interface RejectRecord {
  /** Canonical JSON array of the key's columns. */
  readonly key: string
  readonly state: RejectEntry['state']
  readonly operation: OperationName
  readonly code: string
  readonly message: string
  readonly field: string | undefined
  readonly vendorCode: string | undefined
  /** Fingerprint of what was refused; the same content is not tried again before `retryAt`. */
  readonly fingerprint: string
}

/** What became of an attempt. The ledger takes all of it or nothing. */
export interface Settlement {
  readonly batch: number
  /** Positions that the destination accepted, or rightly skipped. */
  readonly delivered: readonly number[]
  /** Ids that the destination gave, by position. */
  readonly remoteIds: ReadonlyMap<number, string>
  readonly rejects: readonly RejectRecord[]
  /** Positions whose fate is not known and that are still to be dealt with. */
  readonly unknown: readonly number[]
}

/** A remembered reject with what the diff needs of it. */
export interface IndexedReject extends RejectEntry {
  readonly keyText: string
  readonly fingerprint: string
}

/** What a run that died left behind. */
export interface UnfinishedRun {
  readonly run: number
  readonly runId: string
  readonly sync: string
  readonly startedAt: string
  /** The description of its plan; undefined where it did not come so far as to have one. */
  readonly plan: string | undefined
  /** Intents without a settlement, and what a settlement left unknown; each position at its latest batch only. */
  readonly openIntents: readonly OpenIntent[]
}

/** Positions that were delivered in a run, some batches at a time. */
export interface DeliveredPage {
  readonly ranges: readonly SeqRange[]
  readonly remoteIds: ReadonlyMap<number, string>
}

/** Positions that went out together in one batch. */
export interface SentBatch {
  readonly operation: OperationName
  readonly ranges: readonly SeqRange[]
}

/** A run that has ended, with what the history keeps of it. */
export interface EndedRun {
  readonly run: number
  readonly summary: RunSummary
  readonly endedAt: string
  readonly planHash: string | undefined
  /** Whether what it delivered is in the snapshot, or there was nothing. */
  readonly isFolded: boolean
}

/** How far a sync has read by its cursor. */
export interface CursorMark {
  /** Of everything that decides what a row becomes: with another one, all rows are read again. */
  readonly identity: string
  /** Every row up to it was dealt with; milliseconds since 1970 for times, else a whole number. */
  readonly value: string
}

/** A new run. */
export interface NewRun {
  readonly id: string
  readonly startedAt: string
}

/**
 * The small transactional store of a project. Every write that belongs to a run takes its lease and is refused
 * with `REV_STATE_LEASE_LOST` once the epoch has moved on. Every method is durable when it returns.
 */
export interface Ledger extends AsyncDisposable {
  /**
   * @param silentRenewals the count of renewals at which the holder has been silent for longer than a lease lives, by
   * the watcher's own monotonic clock; then the lease is taken over.
   * @throws `REV_STATE_BUSY` while another process that may be alive holds it.
   */
  acquireLease(sync: string, silentRenewals?: number): Promise<Lease>
  renewLease(lease: Lease): Promise<void>
  releaseLease(lease: Lease): Promise<void>
  /** How often it was taken or renewed; undefined where nobody holds it, or only a process that is certainly gone. */
  heldRenewals(sync: string): Promise<number | undefined>

  /** What was accepted of a sync; undefined before its first fold. */
  snapshot(sync: string): Promise<Snapshot | undefined>

  startRun(lease: Lease, run: NewRun): Promise<number>
  /** Keeps the description of a plan whose rows are durable; nothing of it may be sent before. */
  sealPlan(lease: Lease, run: number, plan: string): Promise<void>
  unfinishedRuns(sync: string): Promise<readonly UnfinishedRun[]>
  /** Intents are durable before their requests leave, settlements before they count: all of it or nothing. */
  record(
    lease: Lease,
    run: number,
    entries: {
      readonly intents: readonly Intent[]
      readonly settlements: readonly Settlement[]
    },
    at: RetryClock,
  ): Promise<void>
  /** Records that never reached a batch: bad keys, mappings that failed. */
  recordRejects(
    lease: Lease,
    run: number,
    rejects: readonly RejectRecord[],
    at: RetryClock,
  ): Promise<void>
  delivered(run: number): AsyncIterable<DeliveredPage>
  /** What went out in each batch of a run, some batches at a time. */
  sentBatches(run: number): AsyncIterable<readonly SentBatch[]>
  /** The highest number of a batch of a run; -1 where it has none. */
  lastBatch(run: number): Promise<number>
  /** How far the session of a run has come; undefined for a run without one. */
  sessionState(run: number): Promise<string | undefined>
  setSessionState(lease: Lease, run: number, state: string): Promise<void>
  /** Forgets what a run delivered: its session was taken back. */
  forgetBatches(lease: Lease, run: number): Promise<void>
  /**
   * Makes this the snapshot, in which the run's deliveries are, and how far the sync has read by its cursor; forgets the
   * run's plan and batches: all or nothing.
   */
  fold(
    lease: Lease,
    run: number,
    snapshot: Omit<Snapshot, 'foldedRun'>,
    cursor?: CursorMark,
  ): Promise<void>
  /** How far a sync has read by its cursor; undefined where it has to read everything. */
  cursor(sync: string): Promise<CursorMark | undefined>
  /** Makes this the snapshot, which holds the same as the one before and lies somewhere else. */
  moveSnapshot(lease: Lease, snapshot: Omit<Snapshot, 'foldedRun'>): Promise<void>
  /** Ends a run that changed nothing: its plan and batches are forgotten, the snapshot is as it was. */
  discard(lease: Lease, run: number): Promise<void>
  endRun(lease: Lease, run: number, record: RunRecord, endedAt: string): Promise<void>
  /** Marks runs that died as failed. */
  endDeadRuns(lease: Lease, endedAt: string): Promise<void>

  rejectIndex(sync: string): AsyncIterable<readonly IndexedReject[]>
  /** Forgets entries by key text. */
  clearRejects(lease: Lease, keys: readonly string[]): Promise<void>
  rejects(options: {
    readonly sync?: string | undefined
    readonly rowsMax: number
  }): Promise<readonly RejectEntry[]>
  countRejects(sync: string): Promise<{ readonly rejected: number; readonly held: number }>
  /**
   * Changes entries: `retry` clears the wait of rejects, `ignore` lets them wait for a change, `release` sends held ones
   * again, `accept` takes held ones as delivered: the next run notes them in the snapshot and sends nothing.
   * @returns how many.
   */
  updateRejects(
    sync: string,
    keys: readonly string[] | undefined,
    change: 'retry' | 'ignore' | 'release' | 'accept',
  ): Promise<number>

  runByNumber(run: number): Promise<{ readonly id: string; readonly startedAt: string } | undefined>
  runs(options: {
    readonly sync?: string | undefined
    readonly runsMax: number
  }): Promise<readonly RunSummary[]>
  /** The newest ended runs of a sync among those with a higher number, oldest first. */
  endedRuns(sync: string, after: number, runsMax: number): Promise<readonly EndedRun[]>
  /** Forgets everything of a sync but its run history. */
  forgetSync(lease: Lease): Promise<void>

  cacheGet(connection: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>
  cacheSet(connection: string, entries: ReadonlyMap<string, string>): Promise<void>
  cacheDelete(connection: string, keys: readonly string[]): Promise<void>
}

/** Time for the spacing of retries. */
export interface RetryClock {
  readonly now: number
  /** Between 0 and 1; spreads retries. */
  readonly random: number
}
