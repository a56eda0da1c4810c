import { isJoinable, joinIds } from './joined-ids.ts'

/** Joins neighbours that say the same of their records; whatever says more stays as it is. */
export function joinOutcomes(outcomes: readonly unknown[]): unknown[] {
  const joined: unknown[] = []
  let ids: string[] = []
  let effect: string | undefined
  const endGroup = () => {
    if (effect !== undefined) joined.push({ ids: joinIds(ids), status: 'ok', effect })
    ids = []
    effect = undefined
  }
  for (const outcome of outcomes) {
    const yes = plainYes(outcome)
    if (yes?.effect !== effect) endGroup()
    if (yes === undefined) joined.push(outcome)
    else {
      ids.push(yes.id)
      ;({ effect } = yes)
    }
  }
  endGroup()
  return joined
}

interface PlainYes {
  readonly id: string
  readonly effect: string
}

const members = new Set(['id', 'status', 'effect'])

function plainYes(outcome: unknown): PlainYes | undefined {
  if (typeof outcome !== 'object' || outcome === null) return undefined
  for (const name in outcome) if (!members.has(name)) return undefined
  const { id, status, effect } = outcome as Readonly<Record<string, unknown>>
  if (status !== 'ok' || typeof id !== 'string' || typeof effect !== 'string') return undefined
  return isJoinable(id) ? { id, effect } : undefined
}
