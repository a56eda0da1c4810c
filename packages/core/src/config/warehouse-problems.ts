import { RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'

/** Why the runs of a sync cannot be logged in its source's database, although they should be. Pure. */
export function runLogProblems(sync: Sync): readonly RevError[] {
  const { source } = sync.model
  if (sync.runLog === undefined || source.connector.manifest.pushdown !== undefined) return []
  return [
    new RevError(
      'REV_CONFIG_INVALID',
      `Failed to read ${sync.place.file}: the source "${source.name}" (${source.connector.manifest.id}) cannot keep a log of runs in its database.`,
      {
        place: sync.placeOf('run_log'),
        hint: 'Set `run_log: false`; `rev runs` and `rev rejects list` tell of runs too.',
      },
    ),
  ]
}

/** Why a sync cannot be compared inside its source's database, although it should be. Pure. */
export function warehouseProblems(sync: Sync): readonly RevError[] {
  if (sync.diff === undefined) return []
  const { source } = sync.model
  if (source.connector.manifest.pushdown !== undefined) return []
  return [
    new RevError(
      'REV_CONFIG_INVALID',
      `Failed to read ${sync.place.file}: the source "${source.name}" (${source.connector.manifest.id}) cannot compare inside its database.`,
      { hint: 'Set `diff: local`; the plan is the same.' },
    ),
  ]
}
