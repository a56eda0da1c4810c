import type { PushdownDialect, ValueType } from '@revetl/sdk'
import { scratchTable, type Scratch, type ScratchColumn } from '@revetl/sdk/sql'
import { fieldColumns, keyColumns, type SnapshotLayout } from './snapshot-layout.ts'
import type { Segment } from './snapshot.ts'

/** The type of a key column. */
export function scratchKeyType({ types }: PushdownDialect, type: ValueType): string {
  if (type === 'integer' || type === 'boolean' || type === 'number') return types[type]
  return types.keyText ?? types.text
}

/** The key columns of a layout. */
export function scratchKeys(dialect: PushdownDialect, layout: SnapshotLayout): ScratchColumn[] {
  return layout.keys.map(({ type }, index) => ({
    name: `k${index}`,
    type: scratchKeyType(dialect, type),
    isKey: true,
  }))
}

/**
 * What a table of a snapshot has beside the key: `fp`, the fingerprint that the local engine made, NULL where nobody
 * knows what the destination has; `raw`, the one of the database over the model's columns, and `mp`, the one of the
 * match fields, NULL where they are not known; `gone` is 1 for a record that left.
 */
export function stateColumns(dialect: PushdownDialect, layout: SnapshotLayout): ScratchColumn[] {
  const { types } = dialect
  return [
    { name: 'fp', type: types.print },
    { name: 'raw', type: types.print },
    { name: 'mp', type: types.print },
    { name: 'run', type: types.integer },
    { name: 'remote', type: types.text },
    ...keptColumns(layout).map((name) => ({ name, type: types.text })),
    { name: 'gone', type: types.integer },
  ]
}

/** The columns with accepted values. */
export function keptColumns(layout: SnapshotLayout): readonly string[] {
  return [...layout.matchColumns.map(({ column }) => column), ...fieldColumns(layout)]
}

/** SELECT of some columns of the newest row of each key; of records that are there unless `withGone`. */
export function newestRows(
  scratch: Scratch,
  segments: readonly Segment[],
  layout: Pick<SnapshotLayout, 'keys'>,
  columns: readonly string[],
  withGone = false,
): string {
  const tables = segments.map(({ file }) => scratchTable(scratch, file))
  const parts = tables.map((table, index) => {
    const newer = tables
      .slice(index + 1)
      .map((other) => `NOT EXISTS (SELECT 1 FROM ${other} n WHERE ${sameKeys(layout, 'n', 'o')})`)
    const conditions = [...(withGone ? [] : ['o.gone = 0']), ...newer]
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
    return `SELECT ${columns.map((column) => `o.${column}`).join(', ')} FROM ${table} o${where}`
  })
  return parts.join(' UNION ALL ')
}

/** Condition that two rows have one key. */
export function sameKeys(layout: Pick<SnapshotLayout, 'keys'>, one: string, other: string): string {
  return keyColumns(layout)
    .map((key) => `${one}.${key} = ${other}.${key}`)
    .join(' AND ')
}

/** Whether a snapshot lies in the source's database; undefined where there is nothing of it. */
export function isInWarehouse(
  snapshot: { readonly segments: readonly Segment[] } | undefined,
): boolean | undefined {
  const [first] = snapshot?.segments ?? []
  return first === undefined ? undefined : first.schema !== undefined
}
