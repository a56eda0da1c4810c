import { stateCatalog, workTable } from '../local-database.ts'
import {
  fingerprintOf,
  hasSameFields,
  keyColumns,
  keySqlType,
  type SnapshotLayout,
} from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'

/** The view through which a diff sees the snapshot, whatever layout is on disk. */
export const snapshotView = workTable('snapshot')

/** Statement that makes the view: fields that were not tracked before are NULL, which equals no value. */
export function snapshotViewSql(input: Pick<DiffInput, 'layout' | 'former'>): string {
  const { layout, former } = input
  const columns = former === undefined ? emptyColumns(layout) : columnsOf(layout, former)
  const from = former === undefined ? 'WHERE false' : `FROM ${stateCatalog}.main.snapshot`
  return `CREATE OR REPLACE VIEW ${snapshotView} AS SELECT ${columns.join(', ')} ${from}`
}

function columnsOf(layout: SnapshotLayout, former: SnapshotLayout): string[] {
  const hasFields = former.track === layout.track && layout.track !== 'row'
  const known = new Set(hasFields ? former.fields.map(({ column }) => column) : [])
  const fields = layout.fields.map(({ column }) =>
    known.has(column) ? column : `NULL::${fieldType(layout)} AS ${column}`,
  )
  const match = new Set(former.matchColumns.map(({ column }) => column))
  return [
    ...keyColumns(layout),
    hasSameFields(former, layout) ? 'fp' : `${refreshedFingerprint(layout, known)} AS fp`,
    'run',
    'remote',
    ...layout.matchColumns.map(({ column }) =>
      match.has(column) ? column : `NULL::VARCHAR AS ${column}`,
    ),
    ...(layout.track === 'row' ? [] : fields),
  ]
}

/** What the fingerprint would be over the fields of now, from what is tracked. */
function refreshedFingerprint(layout: SnapshotLayout, known: ReadonlySet<string>): string {
  // With `track: row` nothing but the old fingerprint is there: it differs, and all records are sent again.
  if (layout.track === 'row') return 'fp'
  const print = fingerprintOf(
    layout.fields.map(({ column }) =>
      known.has(column) ? `coalesce(${column}::VARCHAR, '')` : "''",
    ),
  )
  // Nobody knows what the destination has of a record without a fingerprint.
  return `CASE WHEN fp IS NOT NULL THEN ${print} END`
}

function emptyColumns(layout: SnapshotLayout): string[] {
  return [
    ...layout.keys.map(({ type }, index) => `NULL::${keySqlType(type)} AS k${index}`),
    'NULL::UHUGEINT AS fp',
    'NULL::INTEGER AS run',
    'NULL::VARCHAR AS remote',
    ...layout.matchColumns.map(({ column }) => `NULL::VARCHAR AS ${column}`),
    ...(layout.track === 'row'
      ? []
      : layout.fields.map(({ column }) => `NULL::${fieldType(layout)} AS ${column}`)),
  ]
}

function fieldType(layout: SnapshotLayout): string {
  return layout.track === 'fields' ? 'UBIGINT' : 'VARCHAR'
}
