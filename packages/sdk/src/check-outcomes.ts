import type { Batch } from './batch.ts'
import { outcomeProblem } from './outcome-shape.ts'
import type { Outcome } from './outcomes.ts'

/** What a connector's answer to one batch comes to. */
export interface CheckedOutcomes {
  /** The well-formed outcomes of the batch's ids that have exactly one. */
  readonly byId: ReadonlyMap<string, Outcome>
  /** Every breach of the contract, in words; empty for a good answer. */
  readonly problems: readonly string[]
  /** Ids that are answered and are not in the batch: such an answer may be about something else altogether. */
  readonly foreignIds: readonly string[]
}

/**
 * Checks an answer of `write` against its batch: a list with exactly one well-formed outcome for each id, and none
 * for an id that is not in the batch. Pure; what a breach leads to is the host's decision.
 */
export function checkOutcomes(batch: Pick<Batch, 'changes'>, answer: unknown): CheckedOutcomes {
  if (!Array.isArray(answer)) {
    const problems = [`expected a list of outcomes, got ${typeof answer}`]
    return { byId: new Map(), problems, foreignIds: [] }
  }
  if (isInOrder(batch, answer)) {
    const pairs = (answer as Outcome[]).map((outcome) => [outcome.id, outcome] as const)
    return { byId: new Map(pairs), problems: [], foreignIds: [] }
  }
  const byId = new Map<string, Outcome>()
  const problems: string[] = []
  const foreignIds: string[] = []
  const counts = new Map(batch.changes.map(({ id }) => [id, 0]))
  for (const outcome of answer as readonly unknown[]) {
    const problem = outcomeProblem(outcome)
    const id = idOf(outcome)
    const count = id === undefined ? undefined : counts.get(id)
    if (id === undefined) problems.push('an outcome without an id')
    else if (count === undefined) foreignIds.push(id)
    else if (problem !== undefined) problems.push(`the outcome of ${id} has ${problem}`)
    else if (count === 0) byId.set(id, outcome as Outcome)
    if (id !== undefined && count !== undefined) counts.set(id, count + 1)
  }
  for (const [id, count] of counts) {
    if (count === 1) continue
    byId.delete(id)
    problems.push(count === 0 ? `no outcome for ${id}` : `${count} outcomes for ${id}`)
  }
  for (const id of foreignIds) problems.push(`an outcome for ${id}, which is not in the batch`)
  return { byId, problems, foreignIds }
}

/** Whether each change has its well-formed outcome at its own place, as most answers do; ids in a batch are unique. */
function isInOrder({ changes }: Pick<Batch, 'changes'>, answer: readonly unknown[]): boolean {
  return (
    answer.length === changes.length &&
    changes.every(
      ({ id }, index) => idOf(answer[index]) === id && outcomeProblem(answer[index]) === undefined,
    )
  )
}

function idOf(outcome: unknown): string | undefined {
  if (typeof outcome !== 'object' || outcome === null || !('id' in outcome)) return undefined
  return typeof outcome.id === 'string' ? outcome.id : undefined
}
