import type { IndexedReject, Intent, Lease } from '../../src/ledger.ts'
import type { RunReport } from '../../src/index.ts'
import type { SentRequest } from './destination-model.ts'
import type { SnapshotContent } from './snapshot-inspector.ts'
import type { RunAction, StoryConfig } from './story.ts'

/** What of the sync an edit can change. */
export interface SyncState {
  readonly hasScore: boolean
  readonly isFiltered: boolean
  readonly isReordered: boolean
  /** Whether the source gives the score as text: another type of the same column. */
  readonly isText: boolean
  readonly track: StoryConfig['track']
}

/** One run, as seen from outside. */
export interface RunRecord {
  readonly action: RunAction
  readonly worker: string
  readonly life: number
  readonly sync: SyncState
  /** How many edits before it let every record be sent anew. */
  readonly resends: number
  /** What the guard's hash was that this run confirms. */
  readonly planHash: string | undefined
  readonly requests: SentRequest[]
  /** The snapshot when it had the lease. */
  before: SnapshotContent
  /** And when it had ended. */
  after: SnapshotContent
  /** The reject index by key, before and after. */
  rejectsBefore: ReadonlyMap<number, IndexedReject>
  rejectsAfter: ReadonlyMap<number, IndexedReject>
  /** The run's id and number in the ledger. */
  id: string | undefined
  number: number | undefined
  lease: Lease | undefined
  /** The version of the source that it read to the end. */
  readVersion: number | undefined
  phase: string
  /** Whether it has found what a run before it left. */
  hasRecovered: boolean
  end: 'running' | 'reported' | 'threw' | 'crashed'
  /** Whether everybody has looked at how it ended. */
  isFinished: boolean
  report: RunReport | undefined
  error: unknown
  hadStoreFailure: boolean
  hasLostLease: boolean
  wasPaused: boolean
  wasCancelled: boolean
  effects: number
  /** Presses Ctrl-C. */
  cancel: () => void
}

/** An intent with what the ledger settled of it. */
export interface KnownIntent {
  readonly intent: Intent
  readonly run: number
  readonly record: RunRecord
  isSettled: boolean
}
