import { keyText } from '../key-text.ts'
import { changeKinds, changesTable, marksTable, rowsTable } from '../plan-rows.ts'
import { keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import {
  badKeysTable,
  duplicatesTable,
  modelKeysView,
  snapshotView,
  twinsTable,
  unsentView,
  waitingTable,
} from './diff-tables.ts'
import { hasMatchPrint, matchPrintOf } from './match-print.ts'
import { isGone } from './removed-sql.ts'

/** What there is that could keep a change from being sent. */
export interface Hindrances {
  readonly hasDuplicates: boolean
  readonly hasTwins: boolean
  readonly hasWaiting: boolean
  /** Whether the destination is written anew as a whole. */
  readonly isReplaced: boolean
}

/** Statements that find keys that several rows have, and records of the destination that several rows would be. */
export function duplicatesSql(input: DiffInput): readonly string[] {
  const keys = keyColumns(input.layout).join(', ')
  return [
    `CREATE OR REPLACE TABLE ${duplicatesTable} AS SELECT *, ${keyText(input.layout, keyColumns(input.layout))} AS key_text
     FROM (SELECT ${keys}, count(*) AS copies FROM ${modelKeysView} GROUP BY ${keys} HAVING count(*) > 1)`,
    ...(hasMatchPrint(input)
      ? [
          `CREATE OR REPLACE TABLE ${twinsTable} AS SELECT match_print FROM ${modelKeysView}
           GROUP BY match_print HAVING count(*) > 1`,
        ]
      : []),
  ]
}

/** SQL that counts the rows that share their key, and the fingerprints that several rows have. */
export function countDuplicatesSql(input: DiffInput): string {
  const twins = hasMatchPrint(input) ? `(SELECT count(*) FROM ${twinsTable})` : '0'
  return `SELECT coalesce(sum(copies), 0)::BIGINT, ${twins} FROM ${duplicatesTable}`
}

/** Statement that marks the changes that are not sent. Joins only what there is something in. */
export function marksSql(input: DiffInput, found: Hindrances): string {
  const { isReplaced, hasDuplicates, hasTwins, hasWaiting } = found
  const keys = keyColumns(input.layout)
  const same = keys.map((key) => `u.${key} = r.${key}`).join(' AND ')
  const joins = [
    hasDuplicates ? `LEFT JOIN ${duplicatesTable} u ON ${same} AND r.kind <> 'removed'` : '',
    hasTwins
      ? `LEFT JOIN ${twinsTable} m ON m.match_print = ${matchPrintOf(input)} AND r.kind <> 'removed'`
      : '',
    hasWaiting
      ? `LEFT JOIN ${waitingTable} w ON w.key = ${keyText(input.layout, rowKeys(keys))}`
      : '',
  ]
  return `CREATE OR REPLACE TABLE ${marksTable} AS SELECT * FROM (
  SELECT seq, ${stateColumns(input, found).join(', ')}, ${isAccepted(input, found)} AS is_accepted,
    ${againColumns(input, found).join(', ')}
  FROM ${rowsTable} r ${joins.join(' ')} WHERE r.kind IN ${changeKinds(isReplaced)}
) WHERE state IS NOT NULL OR is_accepted OR again IS NOT NULL`
}

const isAgain = 'state IS NULL AND NOT is_accepted AND again IS NOT NULL'

/** SQL that counts the changes that were refused and are tried again, and those that nothing is known of. */
export const countAgainSql = `SELECT count(*) FILTER (${isAgain}),
  (SELECT count(*) FROM ${rowsTable} WHERE kind IN ${changeKinds(false)}) - count(*) FROM ${marksTable}`

/** Statement that leaves all but the so many that are due the longest to a later run. */
export function deferRetriesSql(allowed: number): string {
  return `UPDATE ${marksTable} SET state = again FROM (
    SELECT seq, row_number() OVER (ORDER BY due, seq) AS place FROM ${marksTable} WHERE ${isAgain}
  ) p WHERE p.seq = ${marksTable}.seq AND p.place > ${allowed}`
}

/** What a change that was refused, is the same and may be tried again would be if it were not, and since when it may. */
function againColumns({ rules }: DiffInput, found: Hindrances): readonly string[] {
  // A replacement without some of its records, or a full run, would not be what its name says.
  if (!found.hasWaiting || found.isReplaced || rules.isFull) {
    return ['NULL::VARCHAR AS again', '0::BIGINT AS due']
  }
  const isRefused = `w.state IN ('rejected', 'skipped') AND w.due <> '0'`
  return [
    `CASE WHEN ${isRefused} AND w.fingerprint = hex(r.fp) THEN w.state END AS again`,
    "coalesce(w.due, '0')::BIGINT AS due",
  ]
}

/**
 * Statement for the view of what stays back. A problem has no fingerprint: it is looked for in each run, and a row that
 * has none any more is sent at once, although it is the same.
 */
export const unsentSql = `CREATE OR REPLACE VIEW ${unsentView} AS
SELECT kind, key_text, CASE state WHEN 'problem' THEN '' ELSE hex(fp) END AS fp, state, code, message
FROM ${changesTable} WHERE state IS NOT NULL
UNION ALL SELECT 'added', key_text, '', 'problem', 'REV_MODEL_KEY_NULL', 'the key is null, empty or not a number'
FROM ${badKeysTable}`

/** SQL that tells whether a destination that is replaced as a whole has to be written again. */
export function anyDifferenceSql(input: DiffInput): string {
  return `SELECT EXISTS (SELECT 1 FROM ${changesTable} WHERE state IS NULL AND NOT is_accepted)
    OR EXISTS (SELECT 1 FROM ${snapshotView} s WHERE ${isGone(input)})`
}

function rowKeys(keys: readonly string[]): readonly string[] {
  return keys.map((key) => `r.${key}`)
}

/** Whether a change is noted as delivered and not sent: an operator said so, or its record lives on under another key. */
function isAccepted(input: DiffInput, { isReplaced, hasWaiting }: Hindrances): string {
  if (isReplaced) return 'false'
  // Where changes are nothing to send, whatever was accepted stands for the record.
  const isSame = input.rules.plansChanged ? 'w.fingerprint = hex(r.fp)' : 'true'
  const isTaken = hasWaiting ? `coalesce(w.state = 'accepted' AND ${isSame}, false)` : 'false'
  return `(${isMoved(input)} OR ${isTaken})`
}

/** Whether another key of the model has the record now: removing it would remove that one. */
function isMoved(input: DiffInput): string {
  if (!hasMatchPrint(input) || input.rules.onRemoved === undefined) return 'false'
  return `(r.kind = 'removed' AND ${matchPrintOf(input)} IN (SELECT match_print FROM ${modelKeysView}))`
}

/** What keeps a difference from being sent: a state with its reason, or NULL. */
function stateColumns({ rules, matchOn }: DiffInput, found: Hindrances): string[] {
  const who = matchOn.join(' + ').replaceAll("'", "''")
  const cases = (problem: string, twin: string, match: string, held: string, waits: string) =>
    ['CASE WHEN r.problem IS NOT NULL THEN', problem]
      .concat(found.hasDuplicates ? ['WHEN u.copies IS NOT NULL THEN', twin] : [])
      .concat(found.hasTwins ? ['WHEN m.match_print IS NOT NULL THEN', match] : [])
      .concat(found.hasWaiting ? waitingCases(rules.isFull, found.isReplaced, held, waits) : [])
      .concat('END')
      .join(' ')
  const state = cases(
    "'problem'",
    "'problem'",
    "'problem'",
    "'held'",
    "CASE w.state WHEN 'rejected' THEN 'rejected' ELSE 'skipped' END",
  )
  const twin = "'REV_MODEL_KEY_DUPLICATE'"
  const code = cases('NULL::VARCHAR', twin, twin, 'w.code', 'w.code')
  const message = cases(
    'r.problem',
    "'several rows have this key'",
    `'several rows have the same ${who}, so they would be one record of the destination'`,
    'w.message',
    'w.message',
  )
  return [`${state} AS state`, `${code} AS code`, `${message} AS message`]
}

function waitingCases(
  isFull: boolean,
  isReplaced: boolean,
  held: string,
  waits: string,
): readonly string[] {
  const isSame = isFull ? 'false' : 'w.fingerprint = hex(r.fp)'
  return [
    // A record that stayed out of a replacement would be gone from the destination.
    ...(isReplaced ? [] : ["WHEN w.state = 'held' THEN", held]),
    `WHEN ${isSame} AND (w.state = 'ignored' OR w.waits = 'true') THEN`,
    waits,
  ]
}
