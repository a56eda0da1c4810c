import { newestVersionOf } from '../oracle.ts'
import type { Invariant } from './invariant.ts'

const removals: ReadonlySet<string> = new Set(['delete', 'remove'])

/** INV-5. */
export const noPhantom: Invariant = {
  id: 'INV-5',
  name: 'no phantom',
  sentence: 'Whatever is sent of a record stood so in a version that some run read to its end.',
  onSent: (world, { number, operation, rows }) => {
    if (removals.has(operation)) return
    for (const { key, fields, payload } of rows) {
      if (newestVersionOf(world, key, fields) >= 0) continue
      world.violate(
        'INV-5',
        `request ${number} carries ${payload}, which no complete read returned`,
      )
    }
  },
}

/** INV-7. */
export const perKeyOrder: Invariant = {
  id: 'INV-7',
  name: 'per-key order',
  sentence:
    'A version of a record that is older than one the destination said yes to is never sent.',
  onSent: (world, { number, operation, rows }) => {
    if (removals.has(operation)) return
    for (const { key, fields } of rows) {
      const version = newestVersionOf(world, key, fields)
      const accepted = world.acceptedVersions.get(key) ?? -1
      if (version >= accepted) continue
      world.violate(
        'INV-7',
        `request ${number} carries record ${key} as of version ${version}, and version ${accepted} was accepted`,
      )
    }
  },
  onLedger: (world, { name }) => {
    if (name === 'record') noteAccepted(world)
  },
}

/** Notes the oldest version that each record can have at the destination by what the ledger knows. */
function noteAccepted(world: Parameters<NonNullable<Invariant['onSent']>>[0]): void {
  for (const applied of world.unseenAcks()) {
    const { row, operation } = applied
    if (removals.has(operation)) continue
    const version = newestVersionOf(world, row.key, row.fields)
    const before = world.acceptedVersions.get(row.key) ?? -1
    world.acceptedVersions.set(row.key, Math.max(before, version))
  }
}
