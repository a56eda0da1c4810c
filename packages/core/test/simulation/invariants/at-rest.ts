import { epochMs } from '../virtual-clock.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-12. */
export const liveness: Invariant = {
  id: 'INV-12',
  name: 'liveness',
  sentence:
    'Without faults everything comes to rest: every run has ended, nobody holds the lease, no intent is open, and nothing waits.',
  atEnd: async (world) => {
    const { ledger } = world
    if (ledger === undefined) return
    if ((await ledger.heldRenewals(world.syncName)) !== undefined) {
      world.violate('INV-12', 'somebody still holds the lease')
    }
    const left = await ledger.unfinishedRuns(world.syncName)
    if (left.length > 0) world.violate('INV-12', `${left.length} runs are not folded`)
    const running = (await ledger.runs({ runsMax: 1000 })).filter(
      ({ status }) => status === 'running',
    )
    if (running.length > 0) world.violate('INV-12', `${running.length} runs have not ended`)
  },
}

/** INV-14. */
export const crashConsistency: Invariant = {
  id: 'INV-14',
  name: 'crash consistency',
  sentence:
    'What was durable once is there after any death: the snapshot and the ledger never go back.',
  onLedger: (world, { name, args }) => {
    if (name === 'fold') world.foldedRun = Math.max(world.foldedRun, args[1] as number)
  },
  onRunEnd: (world, { after, action }) => {
    if (after.foldedRun >= world.foldedRun) return
    world.violate(
      'INV-14',
      `after run ${action.id} the snapshot is of run ${after.foldedRun}, and run ${world.foldedRun} was folded`,
    )
  },
}

/** INV-15. */
export const quiescence: Invariant = {
  id: 'INV-15',
  name: 'quiescence',
  sentence: 'Over a source that did not change nothing is written.',
  atEnd: (world) => {
    const writes = world.quietRequests.filter(({ path, rows }) => {
      // A replacement that tries one reject again writes all records.
      const isTriedAgain =
        world.story.config.mode === 'replace'
          ? [...world.rejects.keys()].some((key) => isDue(world, key))
          : rows.every(({ key }) => isDue(world, key))
      return path !== '/lookup' && !isTriedAgain
    })
    if (writes.length === 0) return
    const keys = writes.flatMap(({ rows }) => rows.map(({ key }) => key))
    world.violate(
      'INV-15',
      `the last run sent ${writes.length} requests: records ${keys.join(', ')}`,
    )
  },
}

/** Whether a reject had waited long enough to be tried once more in the last run. */
function isDue(world: World, key: number): boolean {
  const retryAt = world.runs.at(-1)?.rejectsBefore.get(key)?.retryAt
  return retryAt !== undefined && Date.parse(retryAt) <= epochMs + world.scheduler.nowMs
}
