import type { Outcome, RejectedOutcome } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import type { RejectRecord, Settlement } from '../ledger.ts'
import type { OperationPlan } from './operation-plan.ts'
import type { RepeatedWork } from './retry-queue.ts'

/** Counts of changes by what became of them. */
export interface Tally {
  ok: number
  rejected: number
  skipped: number
  pending: number
  held: number
}

/** What a settled attempt leaves to do. */
export interface Settled {
  readonly settlement: Settlement
  /** How many records are final in which way. */
  readonly counts: Readonly<Omit<Tally, 'pending'>>
  /** Of those that are rejected: how many had been before. */
  readonly refusedAgain: number
  /** Of those that are ok: taken by the destination without a word about what becomes of them. */
  readonly accepted: number
  /** Certainly not applied: may be sent again. */
  readonly again: readonly {
    readonly row: ChangeRow
    readonly outcome: Outcome & { status: 'retry' }
  }[]
  /** Nobody knows, and the operation allows another try. */
  readonly ambiguous: readonly ChangeRow[]
}

/** Sorts the outcomes of an attempt into what is final and what is not. Pure. */
export function settleOutcomes(
  batch: number,
  { operation, isInDoubt }: Pick<RepeatedWork, 'operation' | 'isInDoubt'>,
  rows: readonly ChangeRow[],
  outcomes: ReadonlyMap<string, Outcome>,
): Settled {
  const counts = { ok: 0, rejected: 0, skipped: 0, held: 0 }
  let accepted = 0
  let refusedAgain = 0
  const delivered: number[] = []
  const remoteIds = new Map<number, string>()
  const rejects: RejectRecord[] = []
  const again: Settled['again'][number][] = []
  const ambiguous: ChangeRow[] = []
  const refused: ChangeRow[] = []
  const reject = (row: ChangeRow, state: RejectRecord['state'], why: ReasonParts) =>
    rejects.push(rejectRecord(row, operation, state, why))
  for (const row of rows) {
    const outcome = outcomes.get(row.id) as Outcome
    switch (outcome.status) {
      case 'ok':
        counts.ok++
        if (outcome.effect === 'accepted') accepted++
        delivered.push(row.seq)
        if (outcome.remoteId !== undefined) remoteIds.set(row.seq, outcome.remoteId)
        break
      case 'skipped':
        counts.skipped++
        // Nothing to update yet: the record may appear later, so it is asked about again.
        if (outcome.reason === 'no-match') {
          reject(row, 'skipped', { code: 'REV_RECORD_REJECTED', message: 'no record to update' })
        } else delivered.push(row.seq)
        break
      case 'rejected':
        counts.rejected++
        if (row.isAgain) refusedAgain++
        reject(row, 'rejected', outcome)
        refused.push(row)
        break
      case 'retry':
        again.push({ row, outcome })
        break
      case 'unknown':
        if (operation.onAmbiguous === 'hold') {
          counts.held++
          reject(row, 'held', {
            code: outcome.code,
            message: outcome.message ?? 'sent, and never answered',
          })
        } else ambiguous.push(row)
        break
    }
  }
  // That this attempt was not applied says nothing of the one before.
  const doubtful = isInDoubt ? [...again.map(({ row }) => row), ...refused] : []
  const unknown = [...ambiguous, ...doubtful].map(({ seq }) => seq)
  const settlement = { batch, delivered, remoteIds, rejects, unknown }
  return { settlement, counts, refusedAgain, accepted, again, ambiguous }
}

type ReasonParts = Pick<RejectedOutcome, 'code' | 'message' | 'field' | 'vendorCode'>

/** A record for the reject index. */
export function rejectRecord(
  row: Pick<ChangeRow, 'key' | 'fingerprint'>,
  operation: Pick<OperationPlan, 'name'>,
  state: RejectRecord['state'],
  { code, message, field, vendorCode }: ReasonParts,
): RejectRecord {
  return {
    key: row.key,
    state,
    operation: operation.name,
    code,
    message: message.slice(0, 4096),
    field,
    vendorCode,
    fingerprint: row.fingerprint,
  }
}
