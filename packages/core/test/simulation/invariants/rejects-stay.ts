import { goodRows } from '../oracle.ts'
import type { RunRecord } from '../run-record.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-9. */
export const rejectsStay: Invariant = {
  id: 'INV-9',
  name: 'rejects stay until resolved',
  sentence:
    'A record leaves the list of rejects only when the destination took it, when it left the source, or when an operator decided.',
  onRunEnd: (world, run) => {
    // Whoever never got the lease dropped nothing: it was whoever had it.
    if (run.number === undefined) return
    const { rejectsBefore, readVersion, sync, after } = run
    const rejectsAfter = heirOf(world, run)?.rejectsBefore ?? run.rejectsAfter
    const rows =
      readVersion === undefined ? new Map<number, never>() : goodRows(world, readVersion, sync)
    for (const [key, entry] of rejectsBefore) {
      if (rejectsAfter.has(key)) continue
      // What the destination refused it refuses for ever: only another content can have been taken.
      const wasRefused = entry.message.includes('name is bad')
      if (wasRefused && after.rows.get(key)?.isKnown === true) {
        world.goals.hit('row rejected, changed, acked')
      }
      if (after.rows.get(key)?.isKnown === true || world.operatorKeys.has(key)) continue
      // Where it is in no read, or was never delivered and left, nothing is owed.
      if (readVersion !== undefined && !rows.has(key)) continue
      world.violate('INV-9', `run ${run.action.id} dropped record ${key} from the rejects`)
    }
  },
}

/** Whoever took the lease of a run over before it had ended: what was dropped from then on was its doing. */
function heirOf({ runs }: World, { lease }: RunRecord): RunRecord | undefined {
  if (lease === undefined) return undefined
  return runs.find((one) => one.number !== undefined && (one.lease?.epoch ?? 0) > lease.epoch)
}
