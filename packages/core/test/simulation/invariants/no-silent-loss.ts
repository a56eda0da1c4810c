import type { IndexedReject } from '../../../src/ledger.ts'
import type { Fields } from '../destination-model.ts'
import { expectedFields, goodRows, hasFields, newestVersionOf } from '../oracle.ts'
import type { SyncState } from '../run-record.ts'
import type { SourceRow } from '../source-model.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-1. */
export const noSilentLoss: Invariant = {
  id: 'INV-1',
  name: 'no silent loss',
  sentence:
    'In the end every record of the source is at the destination as it is in the source, or is listed as rejected or held with its reason, attempts and last error.',
  atEnd: (world) => {
    const { version } = world.source
    const rows = goodRows(world, version, world.sync)
    for (const [key, row] of rows) {
      const entry = world.rejects.get(key)
      if (entry !== undefined) checkEntry(world, key, entry)
      else if (!isDelivered(world, key, row, world.sync)) {
        world.lose(key)
        world.violate('INV-1', `record ${key} is neither at the destination nor listed`)
      }
    }
    checkLeftovers(world, rows)
  },
}

function checkEntry(world: World, key: number, entry: IndexedReject): void {
  if (entry.attempts < 1 || entry.message === '' || entry.code === '') {
    world.violate('INV-1', `the reject of record ${key} has no reason or no attempts`)
  }
}

/** Whether the destination has what the source has of a record, by the rule of the mode. */
export function isDelivered(world: World, key: number, row: SourceRow, sync: SyncState): boolean {
  const { destination, story } = world
  const fields = expectedFields(row, sync)
  const sent = destination.log.filter((one) => one.row.key === key)
  switch (story.config.mode) {
    case 'create':
      return sent.some(({ row: { fields: some } }) => newestVersionOf(world, key, some) >= 0)
    case 'append':
      return story.config.onChange === 'ignore'
        ? sent.length > 0
        : hasFields(sent.at(-1)?.row.fields, fields)
    case 'audience':
      return destination.records.has(key)
    default: {
      const existing = destination.records.get(key)
      return hasFields(existing, fields) || isReadBackAs(world, existing, fields)
    }
  }
}

/** Published: what is read back is compared as text, since many vendors give every value as text. */
export function isReadBackAs(world: World, existing: Fields | undefined, fields: Fields): boolean {
  if (existing === undefined || world.story.config.onAmbiguous !== 'reconcile') return false
  const isSame = Object.entries(fields).every(
    ([name, value]) => String(existing[name] ?? '') === String(value ?? ''),
  )
  if (isSame) world.excuse('read back as text')
  return isSame
}

/** What is at the destination and no longer in the source. */
function checkLeftovers(world: World, rows: ReadonlyMap<number, SourceRow>): void {
  const { mode } = world.story.config
  if (mode !== 'mirror' && mode !== 'audience' && mode !== 'replace') return
  for (const key of world.destination.records.keys()) {
    if (rows.has(key) || world.rejects.has(key)) continue
    // Published: nobody ever said yes to a record that was sent, not settled and gone before the next run.
    if (mode !== 'replace' && !world.ownedEver.has(key)) world.excuse('orphan of an unknown fate')
    else world.violate('INV-1', `record ${key} left the source and is still at the destination`)
  }
}
