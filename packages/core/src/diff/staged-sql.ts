import { keyText } from '../key-text.ts'
import { rowsTable, saveRowsSql } from '../plan-rows.ts'
import { fieldColumn, fieldHashOf, fingerprintOf, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import {
  badKeysTable,
  duplicatesTable,
  modelKeysView,
  restKeysTable,
  sameKeysTable,
  snapshotView,
  stagedTable,
} from './diff-tables.ts'
import { hasMatchPrint, matchPrintOf } from './match-print.ts'
import { removedSql } from './removed-sql.ts'
import { volatileColumns } from './volatile-columns.ts'

/** Statements that read the model, once. Where the plan has every row, they leave it as well. */
export function stageSql(input: DiffInput): readonly string[] {
  return [
    `CREATE OR REPLACE VIEW ${snapshotView} AS ${input.snapshot.select}`,
    // To keep the order the engine holds rows back in memory, which takes several times as much. An ORDER BY stays.
    `SET preserve_insertion_order = ${input.rules.isOrdered}`,
    ...(keepsEveryRow(input) ? everyRowSql(input) : differingRowsSql(input)),
    'RESET preserve_insertion_order',
  ]
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

/** Statement that leaves the keys of rows that came and equal what was accepted. */
export function sameKeysSql(input: DiffInput): string {
  const keys = keyColumns(input.layout)
  const print = hasMatchPrint(input) ? matchPrintOf(input) : 'NULL::UHUGEINT'
  const same = keys.map((key) => `u.${key} = t.${key}`).join(' AND ')
  const rows = keepsEveryRow(input)
    ? `SELECT ${keys.join(', ')}, ${print} AS match_print FROM ${rowsTable} WHERE kind = 'same'`
    : `SELECT ${keys.join(', ')}, ${hasMatchPrint(input) ? 'match_print' : 'NULL::UHUGEINT AS match_print'}
       FROM ${stagedTable} WHERE NOT is_bad_key AND is_known AND NOT is_different`
  return `CREATE OR REPLACE TABLE ${sameKeysTable} AS SELECT * FROM (${rows}) t
    WHERE NOT EXISTS (SELECT 1 FROM ${duplicatesTable} u WHERE ${same})`
}

/** Straight from the model into the plan: nothing is written twice. */
function everyRowSql(input: DiffInput): readonly string[] {
  const kind = `CASE WHEN is_bad_key THEN 'bad' WHEN NOT (${isDifferent(input)}) THEN 'same'
    WHEN ${isKnown(input)} THEN 'changed' ELSE 'added' END AS kind`
  const columns = [
    kind,
    ...keyColumns(input.layout).map((key) => `p.${key}`),
    ...storedColumns(input).map((column) => `p.${column}`),
    `${input.snapshot.isEmpty ? 'NULL::VARCHAR' : 's.remote'} AS remote`,
  ]
  const order = hasPosition(input) ? ` ORDER BY p.${position}` : ''
  const select = `${mappedSql(input)} SELECT ${columns.join(', ')} FROM ${joinedSql(input)}${order}`
  return [...saveRowsSql(select, input.rowsPath), ...keyViews(input, rowsTable, "kind = 'bad'")]
}

/**
 * Rows that do not differ keep only their key: their values are compared on the way through and never stored, which is
 * why those of the others lie in one list. Where accepted values are needed as well, what was accepted is joined once
 * more, so that only the few rows that differ meet them.
 */
function differingRowsSql(input: DiffInput): readonly string[] {
  const keys = keyColumns(input.layout)
  const found = [
    ...storedColumns(input).map((column) => `${column} := p.${column}`),
    ...(isDelta(input) ? [] : ['remote := s.remote']),
  ]
  const columns = [
    ...keys.map((key) => `p.${key}`),
    'p.is_bad_key',
    `${isKnown(input)} AS is_known`,
    `${isDifferent(input)} AS is_different`,
    ...(hasMatchPrint(input) ? ['p.match_print'] : []),
    ...(hasPosition(input) ? [`p.${position}`] : []),
    `CASE WHEN is_different AND NOT is_bad_key THEN [struct_pack(${found.join(', ')})] END AS found`,
  ]
  return [
    `CREATE OR REPLACE TABLE ${stagedTable} AS ${mappedSql(input)} SELECT ${columns.join(', ')} FROM ${joinedSql(input)}`,
    ...keyViews(input, stagedTable, 'is_bad_key'),
  ]
}

/** SQL that counts the staged rows that differ. */
export const countDifferingSql = `SELECT count(found) FROM ${stagedTable}`

/** Statements that leave the rows of a plan that has only those that differ. */
export function differencesSql(input: DiffInput, differing: number): readonly string[] {
  const removed =
    input.rules.onRemoved === undefined ? '' : ` UNION ALL BY NAME ${removedSql(input)}`
  return saveRowsSql(`${changedSql(input, differing)}${removed}`, input.rowsPath)
}

function changedSql(input: DiffInput, differing: number): string {
  const { layout } = input
  const keys = keyColumns(layout)
  const tracked = new Set(layout.fields.map(({ column }) => column))
  const columns = storedColumns(input).map((column) =>
    tracked.has(column) ? `${keptValue(input, column)} AS ${column}` : `f.${column}`,
  )
  const found = [...keys, 'is_known', ...(hasPosition(input) ? [position] : [])]
  const same = keys.map((key) => `s.${key} = f.${key}`).join(' AND ')
  const accepted = `LEFT JOIN (FROM ${snapshotView} ${differing === 0 ? 'LIMIT 0' : ''}) s ON ${same}`
  const remote = isDelta(input) ? 's.remote' : 'f.remote'
  return `SELECT CASE WHEN f.is_known THEN 'changed' ELSE 'added' END AS kind,
    ${[...keys.map((key) => `f.${key}`), ...columns, remote].join(', ')}
    FROM (SELECT ${found.join(', ')}, unnest(found, recursive := true) FROM ${stagedTable} WHERE found IS NOT NULL) f
    ${isDelta(input) ? accepted : ''}
    ${hasPosition(input) ? `ORDER BY f.${position}` : ''}`
}

const position = 'position'

/** Whether the rows are numbered as they come: a join does not keep their order. */
function hasPosition({ rules, snapshot }: Pick<DiffInput, 'rules' | 'snapshot'>): boolean {
  return rules.isOrdered && !snapshot.isEmpty
}

/** The columns of a row of the plan that the mapping makes. */
function storedColumns(input: DiffInput): readonly string[] {
  return [
    'fp',
    'problem',
    ...input.layout.fields.map(({ column }) => column),
    ...volatileColumns(input).map(({ column }) => column),
  ]
}

function keyViews(input: DiffInput, table: string, isBad: string): readonly string[] {
  const keys = keyColumns(input.layout)
  const text = keyText(input.layout, keys)
  const print =
    table === rowsTable && hasMatchPrint(input) ? [`${matchPrintOf(input)} AS match_print`] : []
  const kept = table === stagedTable && hasMatchPrint(input) ? ['match_print'] : print
  const columns = [...keys, ...(kept.length === 0 ? [] : ['match_print'])].join(', ')
  const rest = input.rest === undefined ? '' : ` UNION ALL SELECT ${columns} FROM ${restKeysTable}`
  return [
    `CREATE OR REPLACE VIEW ${modelKeysView} AS SELECT ${[...keys, ...kept].join(', ')} FROM ${table} WHERE NOT (${isBad})${rest}`,
    `CREATE OR REPLACE TABLE ${badKeysTable} AS SELECT ${text} AS key_text FROM ${table} WHERE ${isBad}`,
  ]
}

/** `WITH …` that maps the model: `printed` has the key, the values of the fields and their fingerprint `fp`. */
export function mappedSql(input: DiffInput): string {
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
    ...(hasPosition(input) ? [`row_number() OVER () AS ${position}`] : []),
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

/** Whether the plan holds of a changed record only the values that changed. */
export function isDelta({ rules, layout }: Pick<DiffInput, 'rules' | 'layout'>): boolean {
  return rules.isDelta && !rules.isFull && layout.track !== 'row'
}

/** A value of a row that differs, where it is sent. */
function keptValue(input: DiffInput, column: string): string {
  const { layout, matchOn } = input
  const isMatch = matchOn.some((name) => fieldColumn(layout, name) === column)
  const value = `f.${column}`
  if (isMatch || !isDelta(input)) return value
  const now = layout.track === 'fields' ? fieldHashOf(value) : value
  return `CASE WHEN s.fp IS NULL OR ${now} IS DISTINCT FROM s.${column} THEN ${value} END`
}
