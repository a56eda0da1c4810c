import { keyText } from '../key-text.ts'
import { rowsTable, saveRowsSql } from '../plan-rows.ts'
import { fieldColumn, fieldHashOf, fingerprintOf, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { badKeysTable, modelKeysView, snapshotView, stagedTable } from './diff-tables.ts'
import { hasMatchPrint, matchPrintOf } from './match-print.ts'
import { removedSql } from './removed-sql.ts'
import { volatileColumns } from './volatile-columns.ts'

/** Statements that read the model, once, and leave the rows of the plan. */
export function stageSql(input: DiffInput): readonly string[] {
  const view = `CREATE OR REPLACE VIEW ${snapshotView} AS ${input.snapshot.select}`
  return [view, ...(keepsEveryRow(input) ? everyRowSql(input) : differingRowsSql(input))]
}

/** Whether the plan holds every row of the model: where most of them differ, or all may be needed. */
export function keepsEveryRow({ rules, snapshot }: Pick<DiffInput, 'rules' | 'snapshot'>): boolean {
  const sendsAll = rules.isFull && rules.plansChanged && rules.onRemoved === undefined
  return rules.isReplace || sendsAll || snapshot.isEmpty
}

/** The table that has one row for each row of the model. */
export function modelTable(input: Pick<DiffInput, 'rules' | 'snapshot'>): string {
  return keepsEveryRow(input) ? rowsTable : stagedTable
}

/** Statement that lets go of what only the making of a plan needs. */
export const dropStagedSql = `DROP TABLE IF EXISTS ${stagedTable}`

/** Straight from the model into the plan: nothing is written twice. */
function everyRowSql(input: DiffInput): readonly string[] {
  const kind = `CASE WHEN is_bad_key THEN 'bad' WHEN NOT (${isDifferent(input)}) THEN 'same'
    WHEN ${isKnown(input)} THEN 'changed' ELSE 'added' END AS kind`
  const values = valueColumns(input, 'true').map(({ sql, name }) => `${sql} AS ${name}`)
  const keys = keyColumns(input.layout)
  const select = `${mappedSql(input)}
SELECT ${[kind, ...keys.map((key) => `p.${key}`), ...values].join(', ')} FROM ${joinedSql(input)}`
  return [...saveRowsSql(select, input.rowsPath), ...keyViews(input, rowsTable, "kind = 'bad'")]
}

/**
 * Rows that do not differ keep only their key: their values are compared on the way through and never stored, which is
 * why those of the others lie in one list.
 */
function differingRowsSql(input: DiffInput): readonly string[] {
  const keys = keyColumns(input.layout)
  const values = valueColumns(input, 'is_different').map(({ sql, name }) => `${name} := ${sql}`)
  const columns = [
    ...keys.map((key) => `p.${key}`),
    'p.is_bad_key',
    `${isKnown(input)} AS is_known`,
    `${isDifferent(input)} AS is_different`,
    ...(hasMatchPrint(input) ? ['p.match_print'] : []),
    `CASE WHEN is_different AND NOT is_bad_key THEN [struct_pack(${values.join(', ')})] END AS found`,
  ]
  const changed = `SELECT CASE WHEN is_known THEN 'changed' ELSE 'added' END AS kind, ${keys.join(', ')},
    unnest(found, recursive := true) FROM ${stagedTable} WHERE found IS NOT NULL`
  const removed =
    input.rules.onRemoved === undefined ? '' : ` UNION ALL BY NAME ${removedSql(input)}`
  return [
    `CREATE OR REPLACE TABLE ${stagedTable} AS ${mappedSql(input)} SELECT ${columns.join(', ')} FROM ${joinedSql(input)}`,
    ...keyViews(input, stagedTable, 'is_bad_key'),
    ...saveRowsSql(`${changed}${removed}`, input.rowsPath),
  ]
}

function keyViews(input: DiffInput, table: string, isBad: string): readonly string[] {
  const keys = keyColumns(input.layout)
  const text = keyText(input.layout, keys)
  const print =
    table === rowsTable && hasMatchPrint(input) ? [`${matchPrintOf(input)} AS match_print`] : []
  const kept = table === stagedTable && hasMatchPrint(input) ? ['match_print'] : print
  return [
    `CREATE OR REPLACE VIEW ${modelKeysView} AS SELECT ${[...keys, ...kept].join(', ')} FROM ${table} WHERE NOT (${isBad})`,
    `CREATE OR REPLACE TABLE ${badKeysTable} AS SELECT ${text} AS key_text FROM ${table} WHERE ${isBad}`,
  ]
}

/** Values of a row that goes into the plan, by the condition under which it does. */
function valueColumns(input: DiffInput, isKept: string): { sql: string; name: string }[] {
  const remote = input.snapshot.isEmpty ? 'NULL::VARCHAR' : 's.remote'
  return [
    { sql: 'p.fp', name: 'fp' },
    { sql: remote, name: 'remote' },
    { sql: 'p.problem', name: 'problem' },
    ...input.layout.fields.map(({ column }) => ({ sql: keptValue(input, column), name: column })),
    ...volatileColumns(input).map(({ column }) => ({ sql: `p.${column}`, name: column })),
  ].map(({ sql, name }) => ({
    sql: isKept === 'true' ? sql : `CASE WHEN ${isKept} THEN ${sql} END`,
    name,
  }))
}

function mappedSql(input: DiffInput): string {
  return `WITH model AS (${input.model}),
mapped AS (SELECT ${mappedColumns(input).join(', ')} FROM model),
printed AS (SELECT *, ${fingerprint(input)} AS fp${matchPrint(input)} FROM mapped)`
}

function joinedSql({ layout, snapshot }: DiffInput): string {
  if (snapshot.isEmpty) return 'printed p'
  const sameKey = keyColumns(layout).map((key) => `s.${key} = p.${key}`)
  return `printed p LEFT JOIN ${snapshotView} s ON ${sameKey.join(' AND ')}`
}

function isKnown({ snapshot }: DiffInput): string {
  return snapshot.isEmpty ? 'false' : 's.run IS NOT NULL'
}

function mappedColumns(input: DiffInput): string[] {
  const { keys, fields, layout } = input
  const tracked = fields.filter((one) => !one.isVolatile)
  const problems = fields.flatMap((one) => (one.problem === undefined ? [] : [one.problem]))
  return [
    ...keys.map(({ value }, index) => `${value} AS k${index}`),
    `(${keys.map(({ isBad }) => isBad).join(' OR ')}) AS is_bad_key`,
    `${problems.length === 0 ? 'NULL::VARCHAR' : `coalesce(${problems.join(', ')})`} AS problem`,
    ...tracked.map((one) => `${one.json} AS ${fieldColumn(layout, one.field)}`),
    ...volatileColumns(input).map(({ json, column }) => `${json} AS ${column}`),
  ]
}

function fingerprint({ layout }: DiffInput): string {
  const texts = layout.fields.map(({ column }) =>
    layout.track === 'fields' ? `${fieldHashOf(column)}::VARCHAR` : column,
  )
  return fingerprintOf(texts)
}

function matchPrint(input: DiffInput): string {
  return hasMatchPrint(input) ? `, ${matchPrintOf(input)} AS match_print` : ''
}

function isDifferent(input: DiffInput): string {
  const { rules, snapshot } = input
  if (snapshot.isEmpty) return 'true'
  // What a mode does not act upon is not sent again by a full run either.
  if (!rules.plansChanged) return 's.run IS NULL'
  return rules.isFull ? 'true' : 'p.fp IS DISTINCT FROM s.fp'
}

function keptValue(input: DiffInput, column: string): string {
  const { layout, rules, matchOn, snapshot } = input
  const isMatch = matchOn.some((name) => fieldColumn(layout, name) === column)
  if (!rules.isDelta || layout.track === 'row' || isMatch || rules.isFull || snapshot.isEmpty) {
    return `p.${column}`
  }
  const now = layout.track === 'fields' ? fieldHashOf(`p.${column}`) : `p.${column}`
  return `CASE WHEN s.fp IS NULL OR ${now} IS DISTINCT FROM s.${column} THEN p.${column} END`
}
