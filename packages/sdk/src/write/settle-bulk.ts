import type { Change } from '../batch.ts'
import { unknown, type Outcome } from '../outcomes.ts'

/** Makes the outcome of a change, such as `(change) => ok(change, 'created')`. */
export type OutcomeOf<ChangeType extends Pick<Change, 'id'>> = (change: ChangeType) => Outcome

/** What a vendor says about one record of a bulk request. */
export interface BulkVerdict<ChangeType extends Pick<Change, 'id'> = Change> {
  /** The id of the change, where the request carried it or a match field leads to it; else its position, from 0. */
  readonly at: string | number
  readonly outcome: OutcomeOf<ChangeType>
}

/** What a vendor says about a bulk request. */
export interface BulkAnswer<ChangeType extends Pick<Change, 'id'> = Change> {
  readonly verdicts: readonly BulkVerdict<ChangeType>[]
  /** For vendors that list failures alone: how many records they say they took, and what became of those. */
  readonly accepted?: { readonly count: number; readonly outcome: OutcomeOf<ChangeType> }
}

/**
 * One outcome for each change of a bulk request. Positions, and changes that no verdict names, are believed only where
 * the vendor's counts add up to the batch; otherwise those changes are `unknown`. Of two verdicts for one change,
 * `rejected` wins, and any other contradiction is `unknown`.
 */
export function settleBulk<ChangeType extends Pick<Change, 'id'>>(
  changes: readonly ChangeType[],
  answer: BulkAnswer<ChangeType>,
): readonly Outcome[] {
  const { verdicts, accepted } = answer
  const byId = new Map(changes.map((change) => [change.id, change]))
  const places = verdicts.map(({ at }) => (typeof at === 'number' ? changes[at] : byId.get(at)))
  const named = new Set(places)
  const total = verdicts.length + (accepted?.count ?? 0)
  const addsUp = total === changes.length && named.size === verdicts.length && !named.has(undefined)
  const outcomes = new Map<ChangeType, Outcome>()
  for (const [index, { at, outcome }] of verdicts.entries()) {
    const change = places[index]
    if (change === undefined || (typeof at === 'number' && !addsUp)) continue
    outcomes.set(change, merge(change, outcomes.get(change), outcome(change)))
  }
  const message = `The destination answered for ${total} of ${changes.length} records.`
  return changes.map((change) => {
    const outcome = outcomes.get(change)
    if (outcome !== undefined) return outcome
    return addsUp && accepted !== undefined
      ? accepted.outcome(change)
      : unknown(change, { message })
  })
}

function merge(change: Pick<Change, 'id'>, one: Outcome | undefined, other: Outcome): Outcome {
  if (one === undefined || one.status === other.status) return one ?? other
  if (one.status === 'rejected') return one
  if (other.status === 'rejected') return other
  return unknown(change, {
    message: `The destination said both ${one.status} and ${other.status}.`,
  })
}
