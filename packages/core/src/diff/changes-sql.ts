import { workTable } from '../local-database.ts'
import { fieldColumn, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { snapshotView } from './snapshot-view.ts'
import { hasMatchPrint, keyText, stagedTable, volatileColumns } from './staged-sql.ts'

/** Rows that are part of the plan and are not sent in this run, with the reason. */
export const unsentTable = workTable('unsent')
/** The reject index of the sync. */
export const waitingTable = workTable('waiting')
const candidatesTable = workTable('candidates')

/** Keys that several rows have. */
export const duplicatesTable = workTable('duplicates')

/** Statement that finds keys that several rows have. */
export function duplicatesSql(input: DiffInput): string {
  const keys = keyColumns(input.layout).join(', ')
  return `CREATE OR REPLACE TABLE ${duplicatesTable} AS
SELECT ${keys}, any_value(key_text) AS key_text, count(*) AS copies FROM ${stagedTable}
WHERE NOT is_bad_key GROUP BY ${keys} HAVING count(*) > 1`
}

/** Statements that sort every difference into what is sent and what is not. */
export function changesSql(input: DiffInput): string[] {
  const { changesTable } = input
  return [
    candidatesSql(input),
    `CREATE OR REPLACE TABLE ${unsentTable} AS ${unsentSql()}`,
    `CREATE OR REPLACE TABLE ${changesTable} AS
SELECT row_number() OVER () - 1 AS seq, * EXCLUDE (state, code, message) FROM ${candidatesTable} WHERE state IS NULL`,
    `DROP TABLE ${candidatesTable}`,
  ]
}

function candidatesSql(input: DiffInput): string {
  const { rules } = input
  const isPlanned = rules.isReplace
    ? `(SELECT count(*) > 0 FROM ${stagedTable} WHERE is_different AND NOT is_bad_key) OR EXISTS (${removedKeys(input)})`
    : 'is_different'
  const removed =
    rules.onRemoved === undefined || rules.isReplace ? '' : `UNION ALL ${removedSql(input)}`
  return `CREATE OR REPLACE TABLE ${candidatesTable} AS
WITH differences AS (
  SELECT ${differenceColumns(input).join(', ')} FROM ${stagedTable} t
  WHERE NOT is_bad_key AND (${isPlanned}) ${removed}
)
SELECT d.* EXCLUDE (problem, twin), ${stateColumns(input).join(', ')},
  coalesce(w.state = 'accepted' AND w.fingerprint = d.fp::VARCHAR, false) AS is_accepted
FROM differences d LEFT JOIN ${waitingTable} w ON d.key_text = w.key`
}

function differenceColumns(input: DiffInput): string[] {
  const { layout } = input
  const keys = keyColumns(layout)
  const twin = [
    `EXISTS (SELECT 1 FROM ${duplicatesTable} u WHERE ${keys.map((key) => `u.${key} = t.${key}`).join(' AND ')})`,
    "'key'",
  ]
  const match = hasMatchPrint(input)
    ? `WHEN match_print IN (SELECT match_print FROM ${stagedTable} WHERE NOT is_bad_key GROUP BY match_print HAVING count(*) > 1) THEN 'match'`
    : ''
  return [
    "CASE WHEN is_known THEN 'changed' ELSE 'added' END AS kind",
    ...keys,
    'key_text',
    'fp',
    'remote',
    'problem',
    `CASE WHEN ${twin[0]} THEN 'key' ${match} END AS twin`,
    ...layout.fields.map(({ column }) => column),
    ...volatileColumns(input).map(({ column }) => column),
  ]
}

/** What keeps a difference from being sent: a state with its reason, or NULL. */
function stateColumns({ rules, matchOn }: DiffInput): string[] {
  const isSame = rules.isFull ? 'false' : 'w.fingerprint = d.fp::VARCHAR'
  const who = matchOn.join(' + ').replaceAll("'", "''")
  const cases = (problem: string, twin: string, match: string, held: string, waits: string) =>
    `CASE WHEN d.problem IS NOT NULL THEN ${problem} WHEN d.twin = 'key' THEN ${twin} WHEN d.twin = 'match' THEN ${match}
     WHEN w.state = 'held' THEN ${held} WHEN ${isSame} AND (w.state = 'ignored' OR w.is_waiting) THEN ${waits} END`
  return [
    `${cases("'problem'", "'problem'", "'problem'", "'held'", "CASE w.state WHEN 'rejected' THEN 'rejected' ELSE 'skipped' END")} AS state`,
    `${cases('NULL', "'REV_MODEL_KEY_DUPLICATE'", "'REV_MODEL_KEY_DUPLICATE'", 'w.code', 'w.code')} AS code`,
    `${cases('d.problem', "'several rows have this key'", `'several rows have the same ${who}, so they would be one record of the destination'`, 'w.message', 'w.message')} AS message`,
  ]
}

/** Differences that stay back, and rows whose key is no key. */
function unsentSql(): string {
  return `SELECT kind, key_text, fp::VARCHAR AS fp, state, code, message FROM ${candidatesTable} WHERE state IS NOT NULL
UNION ALL SELECT 'added', key_text, '', 'problem', 'REV_MODEL_KEY_NULL', 'the key is null, empty or not a number'
FROM ${stagedTable} WHERE is_bad_key`
}

/** Keys of the snapshot that no row of the model has. */
export function removedKeys(input: Pick<DiffInput, 'layout'>): string {
  const same = keyColumns(input.layout)
    .map((key) => `t.${key} = s.${key}`)
    .join(' AND ')
  return `SELECT 1 FROM ${snapshotView} s WHERE NOT EXISTS (SELECT 1 FROM ${stagedTable} t WHERE ${same} AND NOT t.is_bad_key)`
}

function removedSql(input: DiffInput): string {
  const { layout, rules, matchOn } = input
  const keys = keyColumns(layout).map((key) => `s.${key}`)
  const same = keyColumns(layout)
    .map((key) => `t.${key} = s.${key}`)
    .join(' AND ')
  const isMatch = new Set(matchOn.map((name) => fieldColumn(layout, name)))
  const fields = layout.fields.map(({ name, column }) =>
    isMatch.has(column)
      ? `${matchValue(input, name, column)} AS ${column}`
      : `${rules.onRemoved === 'clear' ? "'null'" : 'NULL::VARCHAR'} AS ${column}`,
  )
  return `SELECT 'removed', ${keys.join(', ')}, ${keyText(layout, keys)}, s.fp, s.remote, NULL, NULL,
  ${[...fields, ...volatileColumns(input).map(() => 'NULL::VARCHAR')].join(', ')}
FROM ${snapshotView} s WHERE NOT EXISTS (SELECT 1 FROM ${stagedTable} t WHERE ${same} AND NOT t.is_bad_key)`
}

function matchValue({ layout }: DiffInput, name: string, column: string): string {
  if (layout.track === 'values') return `s.${column}`
  return `s.${layout.matchColumns.find((one) => one.name === name)?.column ?? 'remote'}`
}
