import { scratchTable, type Scratch, type ScratchColumn } from '@revetl/sdk/sql'
import {
  keptColumns,
  newestRows,
  sameKeys,
  scratchKeys,
  stateColumns,
} from '../../scratch-tables.ts'
import { keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'
import type { Segment } from '../../snapshot.ts'

/** What a row of an upload says of its record. */
export const uploadKinds = {
  /** It was accepted, or it is known to be as it was: its raw fingerprint is the one that was staged. */
  accepted: 1,
  removed: 2,
  /** Nobody knows what the destination has of it. */
  unknown: 3,
  /** It maps to what was accepted, although it can differ. */
  same: 4,
  /** As it was, without a raw fingerprint. */
  kept: 5,
} as const

/** The columns of an upload. */
export function uploadColumns(scratch: Scratch, layout: SnapshotLayout): readonly ScratchColumn[] {
  const { dialect } = scratch
  const state = stateColumns(dialect, layout).filter(
    ({ name }) => name !== 'raw' && name !== 'gone',
  )
  return [...scratchKeys(dialect, layout), { name: 'how', type: dialect.types.integer }, ...state]
}

/** The columns of a table of a snapshot. */
export function segmentColumns(scratch: Scratch, layout: SnapshotLayout): readonly ScratchColumn[] {
  return [...scratchKeys(scratch.dialect, layout), ...stateColumns(scratch.dialect, layout)]
}

/** The tables of a run with what it staged. */
export interface StagedTables {
  readonly table: string
  /** The fingerprints of rows that do not meet the filter, and are not part of the model; undefined for none. */
  readonly filtered: string | undefined
}

interface FoldTables {
  readonly scratch: Scratch
  readonly layout: SnapshotLayout
  /** The names of tables. */
  readonly upload: string
  /** What the run had staged; undefined where it is not known any more. */
  readonly stage: StagedTables | undefined
  /** What was accepted before, in the same layout. */
  readonly before: readonly Segment[]
}

/** SELECT of the new rows of a snapshot in the columns of its tables. */
export function foldSelect(tables: FoldTables): string {
  const parts = [acceptedPart(tables), removedPart(tables), keptPart(tables)]
  if (tables.before.length > 0) parts.push(unknownPart(tables))
  if (tables.before.length > 0 && tables.stage !== undefined) parts.push(samePart(tables))
  return parts.join(' UNION ALL ')
}

function acceptedPart(tables: FoldTables): string {
  const { scratch, layout, before } = tables
  const kept = keptColumns(layout).map((name) =>
    before.length === 0 ? `u.${name}` : `coalesce(u.${name}, s.${name})`,
  )
  const { raw, join } = stagedRaw(tables)
  const columns = [...keysOf(layout, 'u'), 'u.fp', raw, 'u.mp', 'u.run', 'u.remote', ...kept, '0']
  const accepted =
    before.length === 0
      ? ''
      : `LEFT JOIN (${beforeRows(tables)}) s ON ${sameKeys(scratch.dialect, layout, 's', 'u')}`
  return `SELECT ${columns.join(', ')} FROM ${uploadOf(tables)} u ${join} ${accepted} WHERE u.how = ${uploadKinds.accepted}`
}

function removedPart(tables: FoldTables): string {
  const { layout } = tables
  const kept = keptColumns(layout).map((name) => `u.${name}`)
  const columns = [
    ...keysOf(layout, 'u'),
    'u.fp',
    nullPrint(tables),
    'u.mp',
    'u.run',
    'u.remote',
    ...kept,
    '1',
  ]
  return `SELECT ${columns.join(', ')} FROM ${uploadOf(tables)} u WHERE u.how = ${uploadKinds.removed}`
}

function keptPart(tables: FoldTables): string {
  const { layout } = tables
  const kept = keptColumns(layout).map((name) => `u.${name}`)
  const columns = [
    ...keysOf(layout, 'u'),
    'u.fp',
    nullPrint(tables),
    'u.mp',
    'u.run',
    'u.remote',
    ...kept,
    '0',
  ]
  return `SELECT ${columns.join(', ')} FROM ${uploadOf(tables)} u WHERE u.how = ${uploadKinds.kept}`
}

function unknownPart(tables: FoldTables): string {
  const { scratch, layout } = tables
  const kept = keptColumns(layout).map((name) => `s.${name}`)
  const none = nullPrint(tables)
  const columns = [...keysOf(layout, 's'), none, none, 's.mp', 's.run', 's.remote', ...kept, '0']
  return `SELECT ${columns.join(', ')} FROM ${uploadOf(tables)} u JOIN (${beforeRows(tables)}) s
    ON ${sameKeys(scratch.dialect, layout, 's', 'u')} WHERE u.how = ${uploadKinds.unknown}`
}

function samePart(tables: FoldTables): string {
  const { scratch, layout } = tables
  const kept = keptColumns(layout).map((name) => `s.${name}`)
  const { raw, join } = stagedRaw(tables)
  const columns = [...keysOf(layout, 's'), 's.fp', raw, 'u.mp', 's.run', 's.remote', ...kept, '0']
  return `SELECT ${columns.join(', ')} FROM ${uploadOf(tables)} u ${join} JOIN (${beforeRows(tables)}) s
    ON ${sameKeys(scratch.dialect, layout, 's', 'u')} WHERE u.how = ${uploadKinds.same}`
}

function stagedRaw(tables: FoldTables): { readonly raw: string; readonly join: string } {
  const { scratch, stage, layout } = tables
  if (stage === undefined) return { raw: nullPrint(tables), join: '' }
  const { table, filtered } = stage
  const rows = filtered === undefined ? scratchTable(scratch, table) : modelRows(tables, stage)
  return {
    raw: 't.raw',
    join: `LEFT JOIN ${rows} t ON ${sameKeys(scratch.dialect, layout, 't', 'u')}`,
  }
}

/** A row that does not meet the filter can have the key of one that does. */
function modelRows(
  { scratch, layout }: FoldTables,
  { table, filtered = '' }: StagedTables,
): string {
  const columns = [...keyColumns(layout), 'raw'].map((name) => `m.${name} AS ${name}`).join(', ')
  const isOut = `LEFT JOIN ${scratchTable(scratch, filtered)} o ON o.mp = m.raw`
  return `(SELECT ${columns} FROM ${scratchTable(scratch, table)} m ${isOut} WHERE o.mp IS NULL)`
}

function beforeRows({ scratch, before, layout }: FoldTables): string {
  const columns = segmentColumns(scratch, layout).map(({ name }) => name)
  return newestRows(scratch, before, layout, columns)
}

function uploadOf({ scratch, upload }: FoldTables): string {
  return scratchTable(scratch, upload)
}

function nullPrint({ scratch }: FoldTables): string {
  return `CAST(NULL AS ${scratch.dialect.types.print})`
}

function keysOf(layout: SnapshotLayout, table: string): readonly string[] {
  return keyColumns(layout).map((key) => `${table}.${key}`)
}
