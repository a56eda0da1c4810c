import type { Column, PushdownModel } from '@revetl/sdk'
import { scratchTable, stageTableSql, type Scratch, type ScratchTable } from '@revetl/sdk/sql'
import {
  comparedKeys,
  keptColumns,
  newestRows,
  sameKeys,
  scratchKeys,
} from '../../scratch-tables.ts'
import { keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'
import type { Segment } from '../../snapshot.ts'

/** A model that is compared inside its database. */
export interface WarehouseStage {
  readonly scratch: Scratch
  /** The name of the table with one row for each row of the model. */
  readonly table: string
  readonly model: PushdownModel
  /** What was accepted, in the layout of its tables. */
  readonly former: { readonly segments: readonly Segment[]; readonly layout: SnapshotLayout }
  /** Whether every row is wanted, and not only those that can differ. */
  readonly isWhole: boolean
  /** Whether the sync has a filter. */
  readonly hasFilter: boolean
  /** The table of fingerprints of rows that are known not to meet it; undefined where none are. */
  readonly filtered: string | undefined
  /** What the contract of the model looks at, of every row: `w0` and on. */
  readonly checked: readonly CheckedColumn[]
}

/** A column that a contract names, or that names a row in messages. */
export interface CheckedColumn {
  readonly column: Column
  /** Its name in the staged table. */
  readonly name: string
  /** SQL over the model: of a `number` the value, so that equal ones are equal, else the text. */
  readonly sql: string
}

/**
 * Statements that read the model, once. Its table has the key of every row, and `d`: 0 for a row that equals what was
 * accepted, 1 for one that can differ, 2 for one of a key that is not known, 3 for one that a read would stop at, with
 * the reason in `why`, and -1 for one that is known not to meet the filter, and counts for nothing. Values are there
 * only of rows that are wanted, and fingerprints of these and of the last; what a contract looks at is there of all.
 */
export function stageStatements(stage: WarehouseStage): readonly string[] {
  const { scratch, model, isWhole, checked } = stage
  const kept = (sql: string, when: string) => (isWhole ? sql : `CASE WHEN ${when} THEN ${sql} END`)
  const columns = [
    ...keyNames(model),
    'd',
    ...whyNames(model),
    `${kept('raw', 'd <> 0')} AS raw`,
    ...model.texts.map((text, index) => `${kept(text, 'd > 0')} AS v${index}`),
    ...checked.map(({ name, sql }) => `${sql} AS ${name}`),
  ]
  const select = `SELECT ${columns.join(', ')} FROM (${comparedRows(stage)} ${scratch.dialect.fence}) j`
  return stageTableSql(scratch, stagedTable(stage), select)
}

function stagedTable(stage: WarehouseStage): ScratchTable {
  const { scratch, table, model, former, checked } = stage
  const { dialect } = scratch
  const { integer, number, print, text } = dialect.types
  const columns = [
    ...scratchKeys(dialect, former.layout),
    { name: 'd', type: integer },
    ...whyNames(model).map((name) => ({ name, type: text })),
    { name: 'raw', type: print },
    ...model.texts.map((_text, index) => ({ name: `v${index}`, type: text })),
    ...checked.map(({ name, column }) => ({
      name,
      type: column.type === 'number' ? number : text,
    })),
  ]
  return { name: table, columns }
}

function comparedRows({ scratch, model, former, filtered }: WarehouseStage): string {
  const keys = model.keys.map((key, index) => `${key} AS k${index}`)
  const why = whyNames(model)
  const made = [...keys, ...why.map((name) => `${model.refusal} AS ${name}`)]
  const columns = [...model.names, ...made, `${model.print} AS raw`].join(', ')
  const rows = `SELECT ${columns} FROM ${model.from} ${scratch.dialect.fence}`
  const names = [...model.names, ...keyNames(model), ...why, 'raw']
  const list = names.map((name) => `p.${name} AS ${name}`).join(', ')
  const cases = why.map((name) => `WHEN p.${name} IS NOT NULL THEN 3`)
  const joins: string[] = []
  if (filtered !== undefined) {
    const prints = `SELECT DISTINCT mp FROM ${scratchTable(scratch, filtered)}`
    cases.push('WHEN o.mp IS NOT NULL THEN -1')
    joins.push(`LEFT JOIN (${prints}) o ON o.mp = p.raw`)
  }
  if (former.segments.length > 0) {
    const accepted = newestRows(scratch, former.segments, former.layout, [
      ...keyNames(model),
      'raw',
    ])
    cases.push('WHEN s.k0 IS NOT NULL THEN CASE WHEN s.raw = p.raw THEN 0 ELSE 1 END')
    joins.push(`LEFT JOIN (${accepted}) s ON ${sameKeys(scratch.dialect, former.layout, 's', 'p')}`)
  }
  const d = cases.length === 0 ? '2' : `CASE ${cases.join(' ')} ELSE 2 END`
  return `SELECT ${list}, ${d} AS d FROM (${rows}) p ${joins.join(' ')}`
}

function whyNames({ refusal }: PushdownModel): readonly string[] {
  return refusal === undefined ? [] : ['why']
}

function keyNames({ keys }: PushdownModel): readonly string[] {
  return keys.map((_key, index) => `k${index}`)
}

/** SELECT of how many rows are of each kind: `d`, `rows`. */
export function countKindsSql({ scratch, table }: WarehouseStage): string {
  return `SELECT d, count(*) AS n FROM ${scratchTable(scratch, table)} GROUP BY d`
}

/** SELECT of why a read would stop at a row that was staged. */
export function refusedSql({ scratch, table }: WarehouseStage): string {
  return `SELECT min(why) AS why FROM ${scratchTable(scratch, table)} WHERE d = 3`
}

/** SELECT of how many accepted records left the model. */
export function countGoneSql(stage: WarehouseStage): string {
  const { scratch, former } = stage
  const accepted = newestRows(scratch, former.segments, former.layout, keyColumns(former.layout))
  return `SELECT count(*) AS n FROM ${goneRows(stage, accepted)}`
}

/** The accepted records, `s`, that left the model. */
function goneRows({ scratch, table, former }: WarehouseStage, accepted: string): string {
  const same = sameKeys(scratch.dialect, former.layout, 't', 's')
  return `(${accepted}) s LEFT JOIN ${scratchTable(scratch, table)} t ON ${same} AND t.d >= 0 WHERE t.k0 IS NULL`
}

/** SELECT of one row where some known key is that of several rows. */
export function anyDuplicateSql({ scratch, table, former }: WarehouseStage): string {
  const keys = comparedKeys(scratch.dialect, former.layout, 't').join(', ')
  return `SELECT count(*) AS n FROM (SELECT count(*) AS n FROM ${scratchTable(scratch, table)} t
    WHERE t.d BETWEEN 0 AND 1 GROUP BY ${keys} HAVING count(*) > 1) u`
}

/**
 * SELECT of what leaves the database: the rows that are wanted, `part` 1, each beside what was accepted of it, and with
 * `withGone` the records that left, `part` 0. `known` is 1 where something was accepted. Where there is a filter, the
 * fingerprint comes along.
 */
export function candidatesSql(stage: WarehouseStage, withGone: boolean): string {
  const { scratch, table, model, former, isWhole, hasFilter } = stage
  const keys = keyColumns(former.layout)
  const state = ['fp', 'run', 'remote', ...keptColumns(former.layout)]
  const values = [...model.texts.map((_text, index) => `v${index}`), ...(hasFilter ? ['raw'] : [])]
  // Fields of the snapshot are called v… as well.
  const named = state.map((name, index) => ({ name, alias: `s${index}` }))
  const wanted = ` WHERE t.d ${isWhole ? '>= 0' : '> 0'}`
  const staged = [...keys, 'd', ...values].map((name) => `t.${name} AS ${name}`)
  if (former.segments.length === 0) {
    return `SELECT 1 AS part, 0 AS known, ${staged.join(', ')} FROM ${scratchTable(scratch, table)} t${wanted}`
  }
  const accepted = newestRows(scratch, former.segments, former.layout, [...keys, ...state])
  const found = named.map(({ name, alias }) => `s.${name} AS ${alias}`)
  const isKnown = 'CASE WHEN s.run IS NULL THEN 0 ELSE 1 END AS known'
  const rows = `SELECT 1 AS part, ${[isKnown, ...staged, ...found].join(', ')}
    FROM ${scratchTable(scratch, table)} t LEFT JOIN (${accepted}) s ON ${sameKeys(scratch.dialect, former.layout, 's', 't')}${wanted}`
  if (!withGone) return rows
  const gone = [
    ...keys.map((key) => `s.${key} AS ${key}`),
    '1 AS d',
    ...values.map((name) => `NULL AS ${name}`),
    ...found,
  ]
  return `${rows} UNION ALL SELECT 0 AS part, 1 AS known, ${gone.join(', ')} FROM ${goneRows(stage, accepted)}`
}

/**
 * SELECT of the keys and match fingerprints of rows that were not wanted and share their key or, by the table of
 * `prints`, their match fields with one that was.
 */
export function restKeysSql(
  { scratch, table, former }: WarehouseStage,
  {
    hasDuplicates,
    prints,
  }: { readonly hasDuplicates: boolean; readonly prints: string | undefined },
): string {
  const name = scratchTable(scratch, table)
  const keys = keyColumns(former.layout)
  const accepted = newestRows(scratch, former.segments, former.layout, [...keys, 'mp'])
  const compared = (row: string) => comparedKeys(scratch.dialect, former.layout, row)
  const joins: string[] = []
  const reasons: string[] = []
  if (hasDuplicates) {
    const list = compared('r').map((sql, index) => `${sql} AS e${index}`)
    const twice = `SELECT ${list.join(', ')} FROM ${name} r WHERE r.d >= 0 GROUP BY ${compared('r').join(', ')} HAVING count(*) > 1`
    const isSame = compared('t').map((sql, index) => `u.e${index} = ${sql}`)
    joins.push(`LEFT JOIN (${twice}) u ON ${isSame.join(' AND ')}`)
    reasons.push('u.e0 IS NOT NULL')
  }
  if (prints !== undefined) {
    const twins = `SELECT DISTINCT mp FROM ${scratchTable(scratch, prints)}`
    joins.push(`LEFT JOIN (${twins}) q ON q.mp = s.mp`)
    reasons.push('q.mp IS NOT NULL')
  }
  const list = [...keys.map((key) => `t.${key} AS ${key}`), 's.mp AS mp']
  return `SELECT ${list.join(', ')} FROM ${name} t JOIN (${accepted}) s ON ${sameKeys(scratch.dialect, former.layout, 's', 't')}
    ${joins.join(' ')} WHERE t.d = 0 AND (${reasons.join(' OR ')})`
}
