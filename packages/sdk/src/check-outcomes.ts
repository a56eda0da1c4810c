import type { Batch } from './batch.ts'
import { readOutcome, type ReadOutcome } from './outcome-shape.ts'
import type { Outcome } from './outcomes.ts'

/** What a connector's answer to one batch comes to. */
export interface CheckedOutcomes {
  /** The well-formed outcomes of the batch's ids that have exactly one: copies that nobody else can change. */
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
  const read = readList(answer, batch.changes.length)
  if (typeof read === 'string') return { byId: new Map(), problems: [read], foreignIds: [] }
  const inOrder = takeInOrder(batch, read)
  if (inOrder !== undefined) return { byId: inOrder, problems: [], foreignIds: [] }
  const byId = new Map<string, Outcome>()
  const problems: string[] = []
  const foreignIds: string[] = []
  const counts = new Map(batch.changes.map(({ id }) => [id, 0]))
  for (const { id, outcome, problem } of read) {
    const count = id === undefined ? undefined : counts.get(id)
    if (id === undefined) problems.push('an outcome without an id')
    else if (count === undefined) foreignIds.push(id)
    else if (outcome === undefined) problems.push(`the outcome of ${id} has ${problem}`)
    else if (count === 0) byId.set(id, outcome)
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

/** The outcomes where each change has its well-formed one at its own place, as in most answers; ids in a batch are unique. */
function takeInOrder(
  { changes }: Pick<Batch, 'changes'>,
  read: readonly ReadOutcome[],
): ReadonlyMap<string, Outcome> | undefined {
  if (read.length !== changes.length) return undefined
  const byId = new Map<string, Outcome>()
  for (const [index, { id }] of changes.entries()) {
    const found = read[index]
    if (found?.outcome === undefined || found.id !== id) return undefined
    byId.set(id, found.outcome)
  }
  return byId
}

/** Reads the members of a list, taken by index and never by its own iterator; what is wrong where it is none. */
function readList(answer: unknown, changes: number): readonly ReadOutcome[] | string {
  try {
    if (!Array.isArray(answer)) return `expected a list of outcomes, got ${typeof answer}`
    const { length } = answer
    // Two for each change is a mistake worth telling one by one; far more is a list that never ends.
    if (length > 2 * changes + 100) return `expected ${changes} outcomes, got ${length}`
    const read: ReadOutcome[] = []
    for (let index = 0; index < length; index++) read.push(readOutcome(answer[index]))
    return read
  } catch {
    return 'expected a list of outcomes, got one that cannot be read'
  }
}
