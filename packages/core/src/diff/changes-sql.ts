import { changesTable, saveChangesSql } from '../changes-file.ts'
import { workTable } from '../local-database.ts'
import { fieldColumn, fingerprintOf, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { snapshotView } from './snapshot-view.ts'
import { hasMatchPrint, keyText, stagedTable, volatileColumns } from './staged-sql.ts'

/** A view of the rows that are part of the plan and are not sent in this run, with the reason. */
export const unsentTable = workTable('unsent')
/** The reject index of the sync. */
export const waitingTable = workTable('waiting')

/** Rows whose key is no key. */
const badKeysTable = workTable('bad_keys')

/** Keys that several rows have. */
export const duplicatesTable = workTable('duplicates')

// DuckDB turns 128 bits into decimal digits four hundred times slower than into hexadecimal ones.

/** Statement that finds keys that several rows have. */
export function duplicatesSql(input: DiffInput): string {
  const keys = keyColumns(input.layout).join(', ')
  return `CREATE OR REPLACE TABLE ${duplicatesTable} AS
SELECT ${keys}, any_value(key_text) AS key_text, count(*) AS copies FROM ${stagedTable}
WHERE NOT is_bad_key GROUP BY ${keys} HAVING count(*) > 1`
}

/** Sorts every difference into what is sent and, with its state and reason, what stays back. */
export function changesSql(input: DiffInput, isReplaced: boolean): readonly string[] {
  return [
    ...saveChangesSql(differencesSql(input, isReplaced), input.changesPath),
    `CREATE OR REPLACE TABLE ${badKeysTable} AS SELECT key_text FROM ${stagedTable} WHERE is_bad_key`,
    `CREATE OR REPLACE VIEW ${unsentTable} AS
SELECT kind, key_text, hex(fp) AS fp, state, code, message FROM ${changesTable} WHERE state IS NOT NULL
UNION ALL SELECT 'added', key_text, '', 'problem', 'REV_MODEL_KEY_NULL', 'the key is null, empty or not a number'
FROM ${badKeysTable}`,
  ]
}

/** The SELECT of every difference; of every record where the destination is replaced. */
function differencesSql(input: DiffInput, isReplaced: boolean): string {
  const { rules } = input
  const planned = isReplaced ? 'true' : 'is_different'
  const removed =
    rules.onRemoved === undefined || rules.isReplace ? '' : `UNION ALL ${removedSql(input)}`
  return `WITH differences AS (
  SELECT ${differenceColumns(input).join(', ')} FROM ${stagedTable} t ${twinJoins(input)}
  WHERE NOT is_bad_key AND ${planned} ${removed}
)
SELECT row_number() OVER () - 1 AS seq, d.* EXCLUDE (problem, twin, is_moved), ${stateColumns(input, isReplaced).join(', ')},
  ${isAccepted(input, isReplaced)} AS is_accepted
FROM differences d LEFT JOIN ${waitingTable} w ON d.key_text = w.key`
}

/** Whether a change is noted as delivered and not sent: an operator said so, or its record lives on under another key. */
function isAccepted({ rules }: DiffInput, isReplaced: boolean): string {
  if (isReplaced) return 'false'
  // Where changes are nothing to send, whatever was accepted stands for the record.
  const isSame = rules.plansChanged ? 'w.fingerprint = hex(d.fp)' : 'true'
  return `(d.is_moved OR coalesce(w.state = 'accepted' AND ${isSame}, false))`
}

/** SQL that tells whether a destination that is replaced as a whole has to be written again. */
export function anyDifferenceSql(input: DiffInput): string {
  return `SELECT EXISTS (SELECT 1 FROM (${differencesSql(input, false)}) WHERE state IS NULL AND NOT is_accepted)
    OR EXISTS (SELECT 1 FROM ${snapshotView} s WHERE ${isGone(input)})`
}

function differenceColumns(input: DiffInput): string[] {
  const { layout } = input
  const match = hasMatchPrint(input) ? "WHEN m.copies IS NOT NULL THEN 'match'" : ''
  return [
    "CASE WHEN is_known THEN 'changed' ELSE 'added' END AS kind",
    ...keyColumns(layout).map((key) => `t.${key}`),
    't.key_text',
    'fp',
    'remote',
    'problem',
    `CASE WHEN u.copies IS NOT NULL THEN 'key' ${match} END AS twin`,
    'false AS is_moved',
    ...layout.fields.map(({ column }) => column),
    ...volatileColumns(input).map(({ column }) => column),
  ]
}

/** Joins that find rows which share a key, or a record of the destination. */
function twinJoins(input: DiffInput): string {
  const same = keyColumns(input.layout).map((key) => `u.${key} = t.${key}`)
  const key = `LEFT JOIN ${duplicatesTable} u ON ${same.join(' AND ')}`
  if (!hasMatchPrint(input)) return key
  return `${key} LEFT JOIN (SELECT match_print AS twin_print, count(*) AS copies FROM ${stagedTable}
    WHERE NOT is_bad_key GROUP BY match_print HAVING count(*) > 1) m ON m.twin_print = t.match_print`
}

/** What keeps a difference from being sent: a state with its reason, or NULL. */
function stateColumns({ rules, matchOn }: DiffInput, isReplaced: boolean): string[] {
  const isSame = rules.isFull ? 'false' : 'w.fingerprint = hex(d.fp)'
  // A record that stayed out of a replacement would be gone from the destination.
  const isHeld = isReplaced ? 'false' : "w.state = 'held'"
  const who = matchOn.join(' + ').replaceAll("'", "''")
  const cases = (problem: string, twin: string, match: string, held: string, waits: string) =>
    `CASE WHEN d.problem IS NOT NULL THEN ${problem} WHEN d.twin = 'key' THEN ${twin} WHEN d.twin = 'match' THEN ${match}
     WHEN ${isHeld} THEN ${held} WHEN ${isSame} AND (w.state = 'ignored' OR w.is_waiting) THEN ${waits} END`
  return [
    `${cases("'problem'", "'problem'", "'problem'", "'held'", "CASE w.state WHEN 'rejected' THEN 'rejected' ELSE 'skipped' END")} AS state`,
    `${cases('NULL', "'REV_MODEL_KEY_DUPLICATE'", "'REV_MODEL_KEY_DUPLICATE'", 'w.code', 'w.code')} AS code`,
    `${cases('d.problem', "'several rows have this key'", `'several rows have the same ${who}, so they would be one record of the destination'`, 'w.message', 'w.message')} AS message`,
  ]
}

/** Whether a row of the snapshot, `s`, has left the model. */
function isGone({ layout }: Pick<DiffInput, 'layout'>): string {
  const same = keyColumns(layout).map((key) => `t.${key} = s.${key}`)
  return `NOT EXISTS (SELECT 1 FROM ${stagedTable} t WHERE ${same.join(' AND ')} AND NOT t.is_bad_key)`
}

function removedSql(input: DiffInput): string {
  const { layout, rules, matchOn } = input
  const keys = keyColumns(layout).map((key) => `s.${key}`)
  const isMatch = new Set(matchOn.map((name) => fieldColumn(layout, name)))
  const fields = layout.fields.map(({ name, column }) =>
    isMatch.has(column)
      ? `${matchValue(input, name)} AS ${column}`
      : `${rules.onRemoved === 'clear' ? "'null'" : 'NULL::VARCHAR'} AS ${column}`,
  )
  return `SELECT 'removed', ${keys.join(', ')}, ${keyText(layout, keys)}, coalesce(s.fp, 0::UHUGEINT), s.remote, ${removalProblem(input)}, NULL, ${isMoved(input)},
  ${[...fields, ...volatileColumns(input).map(() => 'NULL::VARCHAR')].join(', ')}
FROM ${snapshotView} s WHERE ${isGone(input)}`
}

function matchValue({ layout }: DiffInput, name: string): string {
  const columns = layout.track === 'values' ? layout.fields : layout.matchColumns
  const column = columns.find((one) => one.name === name)?.column
  return column === undefined ? 'NULL::VARCHAR' : `s.${column}`
}

/** A record that cannot be named must not be removed: the destination might take another one for it. */
function removalProblem(input: DiffInput): string {
  const unknown = input.matchOn.map((name) => `${matchValue(input, name)} IS NULL`)
  if (unknown.length === 0) return 'NULL'
  const who = input.matchOn.join(' + ').replaceAll("'", "''")
  return `CASE WHEN ${unknown.join(' OR ')} THEN
    'REV_VALUE_INVALID: the ${who} under which this record was delivered is not known, so it cannot be removed' END`
}

/** Whether another key of the model has the record now: removing it would remove that one. */
function isMoved(input: DiffInput): string {
  if (!hasMatchPrint(input)) return 'false'
  const print = fingerprintOf(input.matchOn.map((name) => matchValue(input, name)))
  return `${print} IN (SELECT match_print FROM ${stagedTable} WHERE NOT is_bad_key)`
}
