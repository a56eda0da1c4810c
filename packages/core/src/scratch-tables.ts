import type { PushdownDialect, ValueType } from '@revetl/sdk'
import { comparedSql, scratchTable, type Scratch, type ScratchColumn } from '@revetl/sdk/sql'
import { fieldColumns, type SnapshotLayout } from './snapshot-layout.ts'
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
  const { dialect } = scratch
  const tables = segments.map(({ file }) => scratchTable(scratch, file))
  const parts = tables.map((table, index) => {
    const newer = tables.slice(index + 1).map((other, at) => ({ other, name: `n${at}` }))
    const joins = newer.map(
      ({ other, name }) => ` LEFT JOIN ${other} ${name} ON ${sameKeys(dialect, layout, name, 'o')}`,
    )
    const conditions = [
      ...(withGone ? [] : ['o.gone = 0']),
      ...newer.map(({ name }) => `${name}.k0 IS NULL`),
    ]
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
    const list = columns.map((column) => `o.${column} AS ${column}`).join(', ')
    return `SELECT ${list} FROM ${table} o${joins.join('')}${where}`
  })
  return parts.join(' UNION ALL ')
}

/** Condition that two rows have one key. */
export function sameKeys(
  dialect: PushdownDialect,
  layout: Pick<SnapshotLayout, 'keys'>,
  one: string,
  other: string,
): string {
  const [ones, others] = [one, other].map((table) => comparedKeys(dialect, layout, table))
  return (ones ?? []).map((sql, index) => `${sql} = ${others?.[index]}`).join(' AND ')
}

/** What of the key of a row is compared, for each of its columns. */
export function comparedKeys(
  dialect: PushdownDialect,
  layout: Pick<SnapshotLayout, 'keys'>,
  table: string,
): readonly string[] {
  return layout.keys.map(({ type }, index) =>
    comparedSql(dialect, scratchKeyType(dialect, type), `${table}.k${index}`),
  )
}

/** Whether a snapshot lies in the source's database; undefined where there is nothing of it. */
export function isInWarehouse(
  snapshot: { readonly segments: readonly Segment[] } | undefined,
): boolean | undefined {
  const [first] = snapshot?.segments ?? []
  return first === undefined ? undefined : first.schema !== undefined
}
