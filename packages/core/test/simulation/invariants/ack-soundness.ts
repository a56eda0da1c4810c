import { hasFields } from '../oracle.ts'
import { isReadBackAs } from './no-silent-loss.ts'
import type { Fields } from '../destination-model.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-2. */
export const ackSoundness: Invariant = {
  id: 'INV-2',
  name: 'ack soundness',
  sentence:
    "What the snapshot says was accepted, the destination's own log has: for every record, and where values are kept for every value.",
  onRunEnd: (world, { after }) => {
    for (const [key, row] of after.rows) {
      world.ownedEver.add(key)
      if (!row.isKnown) continue
      const log = world.destination.log.filter((one) => one.row.key === key)
      if (log.length === 0) {
        world.violate('INV-2', `the snapshot has record ${key}, which the destination never took`)
        continue
      }
      if (row.fields === undefined) continue
      for (const [name, value] of Object.entries(row.fields)) {
        const wanted = { [name]: value } as Fields
        if (log.some(({ row: { fields } }) => hasFields(fields, wanted))) continue
        if (log.some(({ row: { fields } }) => isReadBackAs(world, fields, wanted))) continue
        // Known: where changes are never sent, a held record is noted with the values that it has by then.
        if (world.operatorKeys.has(key) && isWrittenOnce(world)) {
          world.excuse('held record noted with its present values')
          continue
        }
        world.violate(
          'INV-2',
          `the snapshot has ${name} = ${JSON.stringify(value)} of record ${key}, which the destination never took`,
        )
      }
    }
  },
}

/** Whether a record is sent once and its changes never. */
function isWrittenOnce({ story }: World): boolean {
  const { mode, onChange } = story.config
  return mode === 'create' || (mode === 'append' && onChange === 'ignore')
}
