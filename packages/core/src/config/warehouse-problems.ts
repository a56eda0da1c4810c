import { RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'

/** Why a sync cannot be compared inside its source's database, although it should be. Pure. */
export function warehouseProblems(sync: Sync): readonly RevError[] {
  if (sync.diff === undefined) return []
  const { source } = sync.model
  if (source.connector.manifest.pushdown === undefined) {
    return [
      new RevError(
        'REV_CONFIG_INVALID',
        `Failed to read ${sync.place.file}: the source "${source.name}" (${source.connector.manifest.id}) cannot compare inside its database.`,
        { hint: 'Set `diff: local`; the plan is the same.' },
      ),
    ]
  }
  const local = [
    ...(sync.filter === undefined
      ? []
      : [['a filter', 'Put the condition into the SQL of the model.'] as const]),
    ...(sync.model.contract === undefined
      ? []
      : [['a contract', 'Let the database keep it, or set `diff: local`.'] as const]),
  ]
  return local.map(
    ([what, hint]) =>
      new RevError(
        'REV_CONFIG_INVALID',
        `Failed to read ${sync.place.file}: ${what} is read by the local engine and cannot be used with \`diff: warehouse\`.`,
        { hint },
      ),
  )
}
