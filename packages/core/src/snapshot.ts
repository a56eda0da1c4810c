import { join } from 'node:path'
import {
  fieldColumns,
  fieldSqlType,
  fingerprintOf,
  hasSameFields,
  joinedFingerprint,
  keyColumns,
  keySqlType,
  type SnapshotLayout,
} from './snapshot-layout.ts'
import { quoteText } from './sql.ts'

/**
 * What the destination accepted of a sync: files that are never changed once they are written, oldest first. A record
 * is told of by the newest file that has its key.
 */
export interface Snapshot {
  /** The last run whose deliveries are in it. */
  readonly foldedRun: number
  /** How many records it holds. */
  readonly records: number
  readonly layout: SnapshotLayout
  readonly segments: readonly Segment[]
}

/** One file of a snapshot. */
export interface Segment {
  /** Its name in the folder of the sync. */
  readonly file: string
  /** How many of its rows count. */
  readonly rows: number
  /** SHA-256 of its bytes. */
  readonly digest: string
  /** Set where it is a table of the source's database: the schema that it lies in. Then `digest` is empty. */
  readonly schema?: string
  /** Set where the file is the plan of a run, taken over as it is; all but these positions were accepted in that run. */
  readonly plan?: { readonly run: number; readonly left: readonly number[] }
}

/** SELECT of a snapshot in the columns of a layout: `k…`, `fp`, `run`, `remote`, `m…`, `v…`. */
export function snapshotSelect(
  folder: string,
  snapshot: Snapshot | undefined,
  layout: SnapshotLayout,
): string {
  if (snapshot === undefined || snapshot.segments.length === 0) return emptySelect(layout)
  const { layout: former, segments } = snapshot
  const rows = newestOf(
    segments.map((segment) => segmentSelect(folder, former, segment)),
    former,
  )
  return inLayout(`SELECT * FROM (${rows}) WHERE NOT gone`, layout, former)
}

/** SELECT of rows in the columns of another layout than the one that they have. */
export function inLayout(rows: string, layout: SnapshotLayout, former: SnapshotLayout): string {
  return `SELECT ${columnsOf(layout, former).join(', ')} FROM (${rows})`
}

/**
 * SELECT of the newest row of each key of several SELECTs, oldest first, in the columns of a snapshot and `gone`, which
 * marks a record that left.
 */
export function newestOf(selects: readonly string[], layout: Pick<SnapshotLayout, 'keys'>): string {
  const names = selects.map((_select, index) => `segment_${index}`)
  const keys = keyColumns(layout)
  const parts = names.map((name, index) => {
    const newer = names.slice(index + 1).map((other) => `SELECT ${keys.join(', ')} FROM ${other}`)
    if (newer.length === 0) return `SELECT * FROM ${name}`
    const same = keys.map((key) => `newer.${key} = ${name}.${key}`).join(' AND ')
    return `SELECT * FROM ${name} WHERE NOT EXISTS (SELECT 1 FROM (${newer.join(' UNION ALL ')}) newer WHERE ${same})`
  })
  const list = names.map((name, index) => `${name} AS NOT MATERIALIZED (${selects[index]})`)
  return `WITH ${list.join(', ')} ${parts.join(' UNION ALL ')}`
}

/** SELECT of one file in the columns that it was written with, and `gone`. */
export function segmentSelect(folder: string, layout: SnapshotLayout, segment: Segment): string {
  if (segment.schema !== undefined) throw new RangeError('A table of a warehouse is no file.')
  const path = quoteText(join(folder, segment.file))
  const keys = keyColumns(layout)
  const fields = fieldColumns(layout)
  if (segment.plan === undefined) {
    const match = layout.matchColumns.map(({ column }) => column)
    const columns = [...keys, `${joinedFingerprint} AS fp`, 'run', 'remote', ...match, ...fields]
    return `SELECT ${[...columns, 'gone'].join(', ')} FROM read_parquet(${path})`
  }
  const { run, left } = segment.plan
  const columns = [...keys, `${joinedFingerprint} AS fp`, `${run}::INTEGER AS run`, 'remote']
  const others = left.length === 0 ? '' : `AND file_row_number NOT IN (${left.join(', ')})`
  return `SELECT ${[...columns, ...fields, 'false AS gone'].join(', ')}
    FROM read_parquet(${path}, file_row_number = true) WHERE kind <> 'bad' ${others}`
}

/** Columns of a layout over rows of another: fields that were not tracked before are NULL, which equals no value. */
function columnsOf(layout: SnapshotLayout, former: SnapshotLayout): string[] {
  const hasFields = former.track === layout.track && layout.track !== 'row'
  const known = new Set(hasFields ? former.fields.map(({ column }) => column) : [])
  const fields = layout.track === 'row' ? [] : layout.fields
  const fieldOf = ({ name, column }: SnapshotLayout['fields'][number]) => {
    if (known.has(column)) return column
    const text = layout.track === 'values' ? acceptedText(former, name) : undefined
    return `${text ?? `NULL::${fieldSqlType(layout)}`} AS ${column}`
  }
  return [
    ...keyColumns(layout),
    hasSameFields(former, layout) ? 'fp' : `${refreshedFingerprint(layout, known)} AS fp`,
    'run',
    'remote',
    ...layout.matchColumns.map(
      ({ name, column }) => `${acceptedText(former, name) ?? 'NULL::VARCHAR'} AS ${column}`,
    ),
    ...fields.map(fieldOf),
  ]
}

/** The column with the accepted JSON text of a field, where a layout keeps it. */
function acceptedText(
  { track, fields, matchColumns }: SnapshotLayout,
  name: string,
): string | undefined {
  const columns = track === 'values' ? fields : matchColumns
  return columns.find((one) => one.name === name)?.column
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

function emptySelect(layout: SnapshotLayout): string {
  const columns = [
    ...layout.keys.map(({ type }, index) => `NULL::${keySqlType(type)} AS k${index}`),
    'NULL::UHUGEINT AS fp',
    'NULL::INTEGER AS run',
    'NULL::VARCHAR AS remote',
    ...layout.matchColumns.map(({ column }) => `NULL::VARCHAR AS ${column}`),
    ...fieldColumns(layout).map((column) => `NULL::${fieldSqlType(layout)} AS ${column}`),
  ]
  return `SELECT ${columns.join(', ')} WHERE false`
}
