import type { AppliedOperation, SentRequest } from '../destination-model.ts'
import type { LedgerCall } from '../ledger-call.ts'
import type { RunRecord } from '../run-record.ts'
import type { SimWorker } from '../sim-worker.ts'
import type { World } from '../world.ts'

/** A promise of the engine, with the moments at which it can be seen to be broken. */
export interface Invariant {
  readonly id: string
  readonly name: string
  /** What always holds, in one sentence. */
  readonly sentence: string
  /** A request leaves a worker. */
  readonly onSent?: (world: World, request: SentRequest) => void
  /** A request reached the destination. */
  readonly onArrived?: (world: World, request: SentRequest) => void
  /** The destination applied an operation. */
  readonly onApplied?: (world: World, applied: AppliedOperation) => void
  /** A call of the ledger came back. */
  readonly onLedger?: (world: World, event: LedgerCall & { readonly worker: SimWorker }) => void
  /** A run ended, in whatever way, and its snapshot was looked at. */
  readonly onRunEnd?: (world: World, run: RunRecord) => void
  /** All is quiet. */
  readonly atEnd?: (world: World) => void | Promise<void>
}
