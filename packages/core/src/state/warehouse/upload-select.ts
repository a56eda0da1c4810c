import { changesTable, deliveredView } from '../../plan-rows.ts'
import { keptColumns } from '../../scratch-tables.ts'
import {
  fieldColumn,
  fieldColumns,
  fieldHashOf,
  keyColumns,
  type SnapshotLayout,
} from '../../snapshot-layout.ts'
import { uploadKinds } from './fold-sql.ts'
import type { WarehouseFold } from './warehouse-fold.ts'

/**
 * SELECT of the rows of an upload, all of them text, in the order of its columns. With `accepted`, a SELECT of
 * everything that was accepted in the layout of now, each row stands for itself, and there is one for every record.
 */
export function uploadSelect(fold: WarehouseFold, accepted: string | undefined): string {
  const parts =
    accepted === undefined
      ? [acceptedRows(fold, undefined), ...unknownRows(fold), ...sameRows(fold)]
      : [acceptedRows(fold, accepted), sameWhole(fold, accepted), keptRows(fold, accepted)]
  return parts.join(' UNION ALL ')
}

function acceptedRows(fold: WarehouseFold, accepted: string | undefined): string {
  const { layout, run, matchPrint } = fold
  const how = `CASE WHEN c.kind = 'removed' THEN '${uploadKinds.removed}' ELSE '${uploadKinds.accepted}' END`
  const columns = [
    ...keyTexts(layout, 'c'),
    how,
    printText('c.fp'),
    printText("CASE WHEN c.kind <> 'removed' THEN c.match_print END"),
    `'${run}'`,
    'to_json(coalesce(d.remote, c.remote))::VARCHAR',
    ...keptValues(layout).map(({ now, column }) =>
      accepted === undefined ? now : `coalesce(${now}, s.${column}::VARCHAR)`,
    ),
  ]
  const printed = `SELECT *, ${matchPrint ?? 'NULL::UHUGEINT'} AS match_print FROM ${changesTable}`
  const changes = `(${printed}) c JOIN ${deliveredView} d USING (seq)`
  if (accepted === undefined) return `SELECT ${columns.join(', ')} FROM ${changes}`
  return `SELECT ${columns.join(', ')} FROM ${changes} LEFT JOIN (${accepted}) s ON ${same(layout, 's', 'c')} WHERE c.kind <> 'removed'`
}

/** What is kept of a change, as text; a field that was not sent is NULL. */
function keptValues(layout: SnapshotLayout): readonly { now: string; column: string }[] {
  const fields = fieldColumns(layout).map((column) => ({
    column,
    now: layout.track === 'fields' ? `${fieldHashOf(`c.${column}`)}::VARCHAR` : `c.${column}`,
  }))
  const matches = layout.matchColumns.map(({ name, column }) => ({
    column,
    now: `c.${fieldColumn(layout, name)}`,
  }))
  return [...matches, ...fields]
}

function unknownRows({ layout, unknown }: WarehouseFold): readonly string[] {
  if (unknown.length === 0) return []
  const nothing = nulls(4 + keptColumns(layout).length)
  const columns = [...keyTexts(layout, 'c'), `'${uploadKinds.unknown}'`, ...nothing]
  return [
    `SELECT ${columns.join(', ')} FROM ${changesTable} c WHERE c.seq IN (${unknown.join(', ')})`,
  ]
}

/** Records that can differ and map to what was accepted. */
export function sameRows({ layout, same: rows, isReplace }: WarehouseFold): readonly string[] {
  if (rows === undefined || isReplace) return []
  const columns = [
    ...keyTexts(layout, 'e'),
    `'${uploadKinds.same}'`,
    ...nulls(1),
    printText('e.match_print'),
    ...nulls(2 + keptColumns(layout).length),
  ]
  return [`SELECT ${columns.join(', ')} FROM (${rows}) e`]
}

/** Records that were accepted before and map to the same now. */
function sameWhole({ layout, same: rows }: WarehouseFold, accepted: string): string {
  const print = rows === undefined ? 'NULL::UHUGEINT' : 'e.match_print'
  const columns = wholeRow(layout, uploadKinds.accepted, printText('s.fp'), printText(print))
  if (rows === undefined) return `SELECT ${columns.join(', ')} FROM (${accepted}) s WHERE false`
  return `SELECT ${columns.join(', ')} FROM (${accepted}) s JOIN (${rows}) e ON ${same(layout, 'e', 's')}`
}

/** Records that were accepted before, and about which nothing new is known. */
function keptRows({ layout, same: rows, unknown }: WarehouseFold, accepted: string): string {
  const isUnknown = `EXISTS (SELECT 1 FROM ${changesTable} c WHERE ${same(layout, 'c', 's')} AND c.seq IN (${[-1, ...unknown].join(', ')}))`
  const fp = `CASE WHEN NOT ${isUnknown} THEN ${printText('s.fp')} END`
  const columns = wholeRow(layout, uploadKinds.kept, fp, nulls(1).join(''))
  const news = [
    `SELECT 1 FROM ${changesTable} c JOIN ${deliveredView} d USING (seq) WHERE ${same(layout, 'c', 's')}`,
  ]
  if (rows !== undefined) news.push(`SELECT 1 FROM (${rows}) e WHERE ${same(layout, 'e', 's')}`)
  const isOld = news.map((select) => `NOT EXISTS (${select})`).join(' AND ')
  return `SELECT ${columns.join(', ')} FROM (${accepted}) s WHERE ${isOld}`
}

/** A row of a snapshot, `s`, as a row of an upload. */
export function wholeRow(
  layout: SnapshotLayout,
  how: number,
  fp: string,
  matchPrint: string,
): readonly string[] {
  return [
    ...keyTexts(layout, 's'),
    `'${how}'`,
    fp,
    matchPrint,
    's.run::VARCHAR',
    'to_json(s.remote)::VARCHAR',
    ...keptColumns(layout).map((column) => `s.${column}::VARCHAR`),
  ]
}

/** A fingerprint as 32 hexadecimal digits. */
export function printText(sql: string): string {
  return `lower(lpad(hex(${sql}), 32, '0'))`
}

function keyTexts(layout: SnapshotLayout, table: string): readonly string[] {
  return keyColumns(layout).map((key) => `${table}.${key}::VARCHAR`)
}

function nulls(count: number): readonly string[] {
  return Array.from({ length: count }, () => 'NULL::VARCHAR')
}

function same(layout: SnapshotLayout, one: string, other: string): string {
  return keyColumns(layout)
    .map((key) => `${one}.${key} = ${other}.${key}`)
    .join(' AND ')
}
