import type { CompiledField } from '../compiled-mapping.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'

/** An entry of the reject index as the diff needs it. */
export interface WaitingRecord {
  readonly key: string
  readonly state: 'rejected' | 'held' | 'skipped' | 'ignored' | 'accepted'
  readonly fingerprint: string
  readonly code: string
  readonly message: string
  /** Whether the time of its next try has not come yet. */
  readonly isWaiting: boolean
  /** The time of its next try, in milliseconds since 1970; 0 where somebody asked for it, or where there is none. */
  readonly dueMs: number
}

/** Which differences a mode acts upon. */
export interface DiffRules {
  /** A record that was delivered and changed is planned again. */
  readonly plansChanged: boolean
  /** What happens to a record that left; undefined for nothing. */
  readonly onRemoved: 'remove' | 'clear' | undefined
  /** Any difference plans every record. */
  readonly isReplace: boolean
  /** A changed record carries only its changed fields. */
  readonly isDelta: boolean
  /** Everything counts as changed. */
  readonly isFull: boolean
  /** Whether the order of the model's rows shows at the destination. */
  readonly isOrdered: boolean
}

/** What a difference is made from. */
export interface DiffInput {
  readonly database: LocalDatabase
  /** A SELECT of the model's staged columns, filtered. */
  readonly model: string
  /** The key columns, in the order of the layout. */
  readonly keys: readonly KeyExpression[]
  readonly fields: readonly CompiledField[]
  readonly layout: SnapshotLayout
  readonly snapshot: FormerSnapshot
  /** Fields that find the record at the destination; empty where the operation needs none. */
  readonly matchOn: readonly string[]
  readonly rules: DiffRules
  readonly waiting: AsyncIterable<readonly WaitingRecord[]>
  /** Where the rows of the plan go: a file for a run, memory for a plan that nobody runs. */
  readonly rowsPath: string | undefined
  /** Whether the model holds only a part of its rows, and nothing is known of the others. */
  readonly isPartial: boolean
  /** Set where the model holds only the rows that can differ. */
  readonly rest?: RestOfModel
}

/** The rows of a model that equal what was accepted and never came here. */
export interface RestOfModel {
  readonly rows: number
  /**
   * Brings, into `restKeysTable`, the keys of those that share their key or their match fields with a row that came.
   * Called once these are staged.
   */
  readonly meet: () => Promise<void>
}

/** What was accepted before, as the diff needs it. */
export interface FormerSnapshot {
  /** SELECT of its rows in the columns of the layout. */
  readonly select: string
  readonly records: number
  /** Whether nothing was ever accepted: then it need not be looked at. */
  readonly isEmpty: boolean
}

/** One key column in SQL over the staged columns. */
export interface KeyExpression {
  readonly name: string
  /** The value as the snapshot stores it; a `decimal` as its canonical text. */
  readonly value: string
  /** SQL that is true where the value cannot be a key: null, empty or NaN. */
  readonly isBad: string
}
