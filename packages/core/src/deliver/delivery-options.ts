import type { BatchField, BatchObject, Clock, Logger, RevError, RunInfo } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import type { Intent, Settlement } from '../ledger.ts'
import type { OpenDestination } from '../open-connections.ts'
import type { MappedField } from '../mapped-field.ts'
import type { Guard } from '../project.ts'
import type { OperationPlan } from './operation-plan.ts'
import type { Tally } from './settle-outcomes.ts'

/** The durable side of a delivery. */
export interface Journal {
  /** Resolves when the intent is durable. Invariant 4: before the first byte leaves. */
  readonly intend: (intent: Intent) => Promise<void>
  /** Resolves when the settlement is durable. */
  readonly settle: (settlement: Settlement) => Promise<void>
}

/** What a delivery needs. */
export interface DeliveryOptions {
  readonly destination: OpenDestination
  readonly object: BatchObject
  readonly fields: readonly BatchField[]
  /** Whether every change carries all of `fields`. */
  readonly hasAllFields: boolean
  /** Mapped fields whose write rule asks the destination first. */
  readonly conditional: readonly MappedField[]
  readonly operationOf: (row: Pick<ChangeRow, 'kind'>) => OperationPlan
  readonly journal: Journal
  readonly run: RunInfo
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly signal: AbortSignal
  /** Called right before the first byte of a request; throws where nothing may be sent any more. */
  readonly beforeSend?: () => void
  readonly log: Logger
  readonly inFlightMax: number
  readonly patienceMs: number
  /** Whether records that have to be looked for beyond patience are left to the next run; a recovery waits for them. */
  readonly mayPark: boolean
  readonly guard: Guard
  /** The number of the first batch. */
  readonly firstBatch: number
  /** How many changes there are to read. */
  readonly rowsPlanned: number
  readonly onTally?: (tally: Readonly<Tally>) => void
}

/** What a delivery came to. */
export interface DeliveryResult extends Readonly<Tally> {
  /** Of those that are ok: taken by the destination without a word about what becomes of them. */
  readonly accepted: number
  /** Records that went over the wire at least once. */
  readonly sent: number
  readonly batches: number
  /** Why it ended before its end. */
  readonly stop: RevError | undefined
  /** Why records stayed pending after their last attempt; the first of them, where nothing stopped the delivery. */
  readonly leftBecause: RevError | undefined
  /**
   * Records whose fate nobody knows and that must not be planned again before it is settled: the run is left as it is
   * for the next one to recover.
   */
  readonly unresolved: number
  /** When the destination may be asked again, in milliseconds from now. */
  readonly retryAfterMs: number | undefined
}
