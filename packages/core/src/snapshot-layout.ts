import type { ValueType } from '@revetl/sdk'
import type { CompiledField } from './compiled-mapping.ts'
import type { Sync } from './project.ts'

/** One key column as the snapshot stores it. */
export interface KeyColumn {
  readonly name: string
  readonly type: ValueType
}

/** What the snapshot of a sync holds for each key, and in which columns. */
export interface SnapshotLayout {
  readonly track: Sync['track']
  /** In columns `k0`, `k1`, … */
  readonly keys: readonly KeyColumn[]
  /** The fields that make a record a changed one, by name in order, with the column of each. */
  readonly fields: readonly { readonly name: string; readonly column: string }[]
  /** Fields whose accepted JSON text is kept to find the record again; with `values` the fields themselves do. */
  readonly matchColumns: readonly { readonly name: string; readonly column: string }[]
}

/** Types of DuckDB by the type of a key column. */
export function keySqlType(type: ValueType): string {
  if (type === 'integer') return 'BIGINT'
  if (type === 'boolean') return 'BOOLEAN'
  return type === 'number' ? 'DOUBLE' : 'VARCHAR'
}

/** The layout that a sync needs; columns of fields that the former layout had keep their names. */
export function snapshotLayout(
  sync: Sync,
  keys: readonly KeyColumn[],
  compiled: readonly CompiledField[],
  matchOn: readonly string[],
  former: SnapshotLayout | undefined,
): SnapshotLayout {
  const names = compiled.filter((one) => !one.isVolatile).map((one) => one.field)
  const keepsMatch = sync.mode === 'mirror' || sync.mode === 'audience'
  const columns = columnNames(former?.fields, 'v')
  const matchColumns = columnNames(former?.matchColumns, 'm')
  return {
    track: sync.track,
    keys,
    fields: names.toSorted().map((name) => ({ name, column: columns(name) })),
    matchColumns:
      keepsMatch && sync.track !== 'values'
        ? matchOn.map((name) => ({ name, column: matchColumns(name) }))
        : [],
  }
}

/** Hands out column names: the former one of a known field, else the next free one. */
function columnNames(
  former: SnapshotLayout['fields'] | undefined,
  letter: string,
): (name: string) => string {
  const known = new Map(former?.map(({ name, column }) => [name, column]))
  let next = Math.max(-1, ...[...known.values()].map((column) => Number(column.slice(1)))) + 1
  return (name) => known.get(name) ?? `${letter}${next++}`
}

/** Whether two layouts compare records by the same fields. */
export function hasSameFields(one: SnapshotLayout, other: SnapshotLayout): boolean {
  return (
    one.track === other.track &&
    one.fields.map(({ name }) => name).join('\n') ===
      other.fields.map(({ name }) => name).join('\n')
  )
}

/** The column of a field in the tables of changes and, where it is tracked, in the snapshot. */
export function fieldColumn(layout: Pick<SnapshotLayout, 'fields'>, name: string): string {
  const found = layout.fields.find((field) => field.name === name)
  if (!found) throw new RangeError(`No column for the field ${name}.`)
  return found.column
}

/** Columns of the key: `k0, k1`. */
export function keyColumns(layout: Pick<SnapshotLayout, 'keys'>): readonly string[] {
  return layout.keys.map((_key, index) => `k${index}`)
}

/** A fingerprint of 128 bits over texts, none of which is NULL or holds the separator. */
export function fingerprintOf(texts: readonly string[]): string {
  // Fragments are JSON, in which a bare unit separator cannot stand, so no two lists give the same text.
  // DuckDB's own hash() changes between versions and must never be stored.
  // concat() costs less than concat_ws(), and gives the same of texts.
  return texts.length === 0 ? "md5_number('')" : `md5_number(concat(${texts.join(', chr(31), ')}))`
}

/** The columns of the tracked fields, where single fields are tracked. */
export function fieldColumns(layout: SnapshotLayout): readonly string[] {
  return layout.track === 'row' ? [] : layout.fields.map(({ column }) => column)
}

/** The type of a tracked field's column. */
export function fieldSqlType(layout: Pick<SnapshotLayout, 'track'>): string {
  return layout.track === 'fields' ? 'UBIGINT' : 'VARCHAR'
}

/** The halves of a fingerprint as one number again; NULL where there is none. */
export const joinedFingerprint = '((fp_high::UHUGEINT << 64) | fp_low::UHUGEINT)'

/** A SELECT with its fingerprint in halves: Parquet has no whole numbers of 128 bits. */
export function splitFingerprint(select: string): string {
  return `SELECT * EXCLUDE (fp), (fp >> 64)::UBIGINT AS fp_high,
    (fp & 18446744073709551615::UHUGEINT)::UBIGINT AS fp_low FROM (${select})`
}

/** The short fingerprint of one field, for `track: fields`. */
export function fieldHashOf(text: string): string {
  return `md5_number_lower(${text})`
}
