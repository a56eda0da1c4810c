import { expectedFields, goodRows, selectedRows } from '../oracle.ts'
import type { RunRecord } from '../run-record.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-23. */
export const plannedSet: Invariant = {
  id: 'INV-23',
  name: 'config change',
  sentence:
    'What a run plans is the written function of the sync before and now, of what was delivered and of the source.',
  onRunEnd: (world, run) => {
    const { report } = run
    if (report?.planHash === undefined || !isPredictable(world, run)) return
    const expected = expectedChanges(world, run)
    const { added, changed, removed } = report.changes
    if (added === expected.added && changed === expected.changed && removed === expected.removed) {
      return
    }
    world.violate(
      'INV-23',
      `run ${run.action.id} planned ${JSON.stringify(report.changes)}, expected ${JSON.stringify(expected)}`,
    )
  },
}

/** Whether nothing but the snapshot, the source and the sync decides. */
function isPredictable(world: World, run: RunRecord): boolean {
  const { before, hasRecovered, readVersion, rejectsBefore } = run
  return (
    !hasRecovered &&
    rejectsBefore.size === 0 &&
    readVersion !== undefined &&
    world.source.twinsOf(readVersion).size === 0 &&
    world.story.config.mode !== 'replace' &&
    (before.track === 'values' || before.track !== run.sync.track)
  )
}

function expectedChanges(world: World, run: RunRecord) {
  const { readVersion = 0, sync, before } = run
  const { mode, onChange } = world.story.config
  const plansChanged = mode !== 'create' && !(mode === 'append' && onChange === 'ignore')
  // A fingerprint over whole values is the same in both.
  const isTracked = before.track === sync.track || isSameFingerprint(run)
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const [key, row] of goodRows(world, readVersion, sync)) {
    const known = before.rows.get(key)
    if (known === undefined) counts.added++
    else if (plansChanged) {
      const fields = Object.entries(expectedFields(row, sync))
      const isSame =
        isTracked &&
        known.isKnown &&
        fields.every(([name, value]) => known.fields !== undefined && known.fields[name] === value)
      if (!isSame) counts.changed++
    }
  }
  if (mode === 'mirror' || mode === 'audience') {
    const present = new Set(selectedRows(world, readVersion, sync).map(({ key }) => key))
    counts.removed = [...before.rows.keys()].filter((key) => !present.has(key)).length
  }
  return counts
}

function isSameFingerprint({ before, sync }: RunRecord): boolean {
  if (before.track !== 'values' || sync.track !== 'row') return false
  const names = sync.hasScore ? 'id,name,score' : 'id,name'
  return [...before.rows.values()].every(
    ({ fields }) =>
      Object.keys(fields ?? {})
        .toSorted()
        .join() === names,
  )
}
