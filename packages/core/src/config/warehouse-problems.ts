import { RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'

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
