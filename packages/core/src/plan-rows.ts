import { keyText } from './key-text.ts'
import { workTable } from './local-database.ts'
import { joinedFingerprint, keyColumns, splitFingerprint } from './snapshot-layout.ts'
import type { SnapshotLayout } from './snapshot-layout.ts'
import { quoteText } from './sql.ts'

/**
 * The stored rows of a plan with their positions, whether they lie in memory or in a file. Of the kinds of a row
 * `added`, `changed` and `removed` are changes; `same` is a row without a difference and `bad` one without a key, both
 * kept only where every row is.
 */
export const rowsTable = workTable('plan_rows')

/** The changes of a plan, each with what keeps it from being sent. */
export const changesTable = workTable('changes')

/**
 * By position, why a change is not sent: a state with its reason, or that it was accepted already. Of one that was
 * refused before and is tried again: the state that it had.
 */
export const marksTable = workTable('marks')

/** The positions that were delivered, with the ids that the destination gave. */
export const deliveredView = workTable('delivered')

/**
 * Statements that store the rows of a plan. With a path they go to a Parquet file, which takes a third of the time of
 * a table on disk, is never changed after it is written, and can become a part of the snapshot as it is.
 */
export function saveRowsSql(select: string, path: string | undefined): readonly string[] {
  if (path === undefined) {
    return [
      `CREATE OR REPLACE TABLE ${rowsTable} AS SELECT row_number() OVER () - 1 AS seq, * FROM (${select})`,
    ]
  }
  return [writeParquetSql(splitFingerprint(select), path), viewRowsSql(path)]
}

/** Statement that writes a SELECT to a file of the state. */
export function writeParquetSql(select: string, path: string): string {
  // Small row groups keep the memory of a writer low; large dictionaries cost time and save nothing. Level 1 takes
  // less time than the usual 3, and texts that are much alike come out no larger.
  const options = `FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 10240, DICTIONARY_SIZE_LIMIT 1000`
  return `COPY (${select}) TO ${quoteText(path)} (${options})`
}

/** Statement that lets `rowsTable` read a file that was written before. */
export function viewRowsSql(path: string): string {
  return `CREATE OR REPLACE VIEW ${rowsTable} AS SELECT file_row_number AS seq,
    * EXCLUDE (file_row_number, fp_high, fp_low), ${joinedFingerprint} AS fp
    FROM read_parquet(${quoteText(path)}, file_row_number = true)`
}

/** SQL list of the kinds of rows that are changes; a replacement sends rows without a difference as well. */
export function changeKinds(isReplaced: boolean): string {
  return isReplaced ? "('added', 'changed', 'same')" : "('added', 'changed', 'removed')"
}

/** Statement that makes the changes out of the rows. */
export function viewChangesSql(
  layout: Pick<SnapshotLayout, 'keys'>,
  { isReplaced, hasMarks }: { readonly isReplaced: boolean; readonly hasMarks: boolean },
): string {
  const marks = hasMarks
    ? 'm.state, m.code, m.message, coalesce(m.is_accepted, false) AS is_accepted, m.again IS NOT NULL AS is_again'
    : 'NULL::VARCHAR AS state, NULL::VARCHAR AS code, NULL::VARCHAR AS message, false AS is_accepted, false AS is_again'
  const kind = isReplaced ? "CASE kind WHEN 'same' THEN 'changed' ELSE kind END" : 'kind'
  return `CREATE OR REPLACE VIEW ${changesTable} AS SELECT r.* REPLACE (${kind} AS kind),
    ${keyText(layout, keyColumns(layout))} AS key_text, ${marks}
    FROM ${rowsTable} r ${hasMarks ? `LEFT JOIN ${marksTable} m USING (seq)` : ''} WHERE kind IN ${changeKinds(isReplaced)}`
}
