import { RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'

/** A sync with the names of the fields that it writes. */
export interface WritingSync {
  readonly sync: Pick<Sync, 'name' | 'mode' | 'object' | 'destination' | 'place' | 'placeOf'>
  readonly fields: readonly string[]
  /** Fields that find a record: both syncs have to give them. */
  readonly matchOn: readonly string[]
}

/** Modes that keep a record as their model has it; the others write it once. */
const overwriting: ReadonlySet<Sync['mode']> = new Set(['upsert', 'update', 'mirror', 'replace'])
const namesMax = 5

/**
 * Warns of syncs that write the same fields of one object, each from a model of its own: nothing is promised between
 * them. Pure. @returns the warnings by sync, the later one of each pair.
 */
export function sharedFieldWarnings(
  syncs: readonly WritingSync[],
): readonly { readonly sync: string; readonly warning: RevError }[] {
  return syncs.flatMap((later, index) =>
    syncs.slice(0, index).flatMap((earlier) => {
      const warning = warningOf(earlier, later)
      return warning === undefined ? [] : [{ sync: later.sync.name, warning }]
    }),
  )
}

function warningOf(earlier: WritingSync, later: WritingSync): RevError | undefined {
  const [one, other] = [earlier.sync, later.sync]
  if (one.destination.name !== other.destination.name || one.object !== other.object) return
  const where = `${other.place.file} and ${one.place.file} write "${other.object}" of "${other.destination.name}"`
  const place = { place: other.placeOf('object') }
  if (one.mode === 'replace' || other.mode === 'replace') {
    const message = `${where}, and the one that replaces it takes away what the other one wrote.`
    const hint = 'Make one model of both, or give the other sync another mode and object.'
    return new RevError('REV_CONFIG_MAPPING', message, { ...place, hint })
  }
  const keys = new Set([...earlier.matchOn, ...later.matchOn])
  const shared = later.fields.filter((field) => earlier.fields.includes(field) && !keys.has(field))
  if (!overwriting.has(one.mode) || !overwriting.has(other.mode) || shared.length === 0) return
  const names = shared.slice(0, namesMax).join(', ')
  const more = shared.length > namesMax ? ` and ${shared.length - namesMax} more` : ''
  return new RevError(
    'REV_CONFIG_MAPPING',
    `${where}, both of them the fields ${names}${more}: of a record that both have, it keeps what was written last.`,
    {
      ...place,
      hint: 'Let each write fields of its own, or make one model of both. Where no record is in both models, all is well.',
    },
  )
}
