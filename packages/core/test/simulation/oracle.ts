import type { Fields } from './destination-model.ts'
import type { SyncState } from './run-record.ts'
import type { SourceRow } from './source-model.ts'
import type { World } from './world.ts'

// What a sync means, worked out from the versions of the source alone. Nothing of the engine is used here.

/** The fields of a row as the destination should have them. */
export function expectedFields({ key, values }: SourceRow, sync: SyncState): Fields {
  const { name } = values
  const score = sync.isText && values.score !== null ? String(values.score) : values.score
  return sync.hasScore ? { id: key, name, score } : { id: key, name }
}

/** Whether the filter of the sync lets a row through. */
export function isSelected({ values }: SourceRow, sync: SyncState): boolean {
  return !sync.isFiltered || (values.score !== null && values.score < 70)
}

/** The records of a version: rows that the filter lets through. */
export function selectedRows(world: World, version: number, sync: SyncState): readonly SourceRow[] {
  return (world.source.versions[version] ?? []).filter((row) => isSelected(row, sync))
}

/** The rows of a version by key, without those whose key is none or not theirs alone. */
export function goodRows(
  world: World,
  version: number,
  sync: SyncState,
): ReadonlyMap<number, SourceRow> {
  const rows = new Map<number, SourceRow>()
  const twins = new Set<number>()
  for (const row of selectedRows(world, version, sync)) {
    if (row.key === null) continue
    if (rows.has(row.key)) twins.add(row.key)
    rows.set(row.key, row)
  }
  for (const key of twins) rows.delete(key)
  return rows
}

/** Whether fields say the same of a record as a row does, as far as they go. */
export function agrees(fields: Fields, { key, values }: SourceRow): boolean {
  return Object.entries(fields).every(([name, value]) => {
    if (name === 'id') return value === key
    const known = values[name as keyof typeof values]
    // The source may have given a number as text at that time.
    return value === known || (known !== null && value === String(known))
  })
}

/** The newest version, up to one, in which a record was as these fields say; -1 for none. */
export function newestVersionOf(
  world: World,
  key: number,
  fields: Fields,
  upTo = world.source.version,
): number {
  for (let version = upTo; version >= 0; version--) {
    if (!world.completeReads.has(version)) continue
    const rows = world.source.versions[version] ?? []
    if (rows.some((row) => row.key === key && agrees(fields, row))) return version
  }
  return -1
}

/** Whether the destination has every one of these fields. */
export function hasFields(existing: Fields | undefined, fields: Fields): boolean {
  if (existing === undefined) return false
  return Object.entries(fields).every(([name, value]) => existing[name] === value)
}
