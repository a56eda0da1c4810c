import type { SentRequest } from '../destination-model.ts'
import { selectedRows } from '../oracle.ts'
import type { RunRecord } from '../run-record.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-6. */
export const deleteSafety: Invariant = {
  id: 'INV-6',
  name: 'delete safety',
  sentence:
    'A removal is sent only of a record that this sync delivered, that is absent from the latest complete read, under the guard or with its confirmation, and in a mode that removes.',
  onSent: (world, request) => {
    if (request.operation !== 'delete' && request.operation !== 'remove') return
    const planner = plannerOf(world, request)
    const broken = (message: string) => {
      world.unplannedDelete()
      world.violate('INV-6', `request ${request.number} removes ${message}`)
    }
    const { mode } = world.story.config
    if (mode !== 'mirror' && mode !== 'audience') broken(`records in mode ${mode}`)
    if (planner?.readVersion === undefined) return broken('records after no complete read')
    const present = new Set(
      selectedRows(world, planner.readVersion, planner.sync).map(({ key }) => key),
    )
    for (const { key } of request.rows) {
      if (present.has(key)) broken(`record ${key}, which the read returned`)
      if (!isOwned(world, key)) broken(`record ${key}, which this sync never delivered`)
    }
    if (isGuarded(world, planner) && planner.planHash === undefined) {
      broken('more records than the guard allows, and nobody confirmed it')
    }
  },
}

/** The run whose plan a request belongs to: a former one where a recovery sends it. */
function plannerOf(world: World, request: SentRequest): RunRecord | undefined {
  const number = world.watch.intentOf(request)?.run
  return world.runs.find((run) => run.number !== undefined && run.number === number)
}

function isOwned({ destination, watch, operatorKeys }: World, key: number): boolean {
  if (operatorKeys.has(key)) return true
  return destination.log.some(
    (applied) =>
      applied.row.key === key &&
      applied.operation !== 'delete' &&
      applied.operation !== 'remove' &&
      watch.isSettled(applied),
  )
}

/** Whether the guard has to stop a run, by what the snapshot held when it started. */
export function isGuarded(world: World, run: RunRecord): boolean {
  const { before, hasRecovered, readVersion, sync } = run
  // A recovery moves the snapshot first, and nobody looked at it then.
  if (hasRecovered || readVersion === undefined) return false
  const rows = selectedRows(world, readVersion, sync)
  if (before.rows.size > 0 && rows.length === 0) return true
  const present = new Set(rows.map(({ key }) => key))
  const removed = [...before.rows.keys()].filter((key) => !present.has(key)).length
  const { guardRemovalsMin } = world.story.config
  return removed > guardRemovalsMin && removed * 100 > before.rows.size * 30
}
