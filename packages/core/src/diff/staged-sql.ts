import type { ValueType } from '@revetl/sdk'
import { workTable } from '../local-database.ts'
import {
  fieldColumn,
  fieldHashOf,
  fingerprintOf,
  keyColumns,
  type SnapshotLayout,
} from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { snapshotView } from './snapshot-view.ts'

/** Every row of the model: its key, and its values where they differ from what was delivered. */
export const stagedTable = workTable('staged')

/**
 * The one statement that reads the model. Rows that do not differ keep only their key: their values are compared on
 * the way through and never stored.
 */
export function stagedSql(input: DiffInput): string {
  const keys = keyColumns(input.layout)
  const sameKey = keys.map((key) => `s.${key} = p.${key}`).join(' AND ')
  const fields = input.layout.fields.map(({ column }) => `${keptValue(input, column)} AS ${column}`)
  const volatile = volatileColumns(input).map(
    ({ column }) => `CASE WHEN is_kept THEN p.${column} END AS ${column}`,
  )
  const columns = [
    ...keys.map((key) => `p.${key}`),
    'p.key_text',
    'p.is_bad_key',
    's.run IS NOT NULL AS is_known',
    `${isDifferent(input)} AS is_different`,
    `${isKept(input)} AS is_kept`,
    'CASE WHEN is_kept THEN p.fp END AS fp',
    'CASE WHEN is_kept THEN p.problem END AS problem',
    's.remote',
    ...(hasMatchPrint(input) ? ['p.match_print'] : []),
    ...fields,
    ...volatile,
  ]
  return `CREATE OR REPLACE TABLE ${stagedTable} AS
WITH model AS (${input.model}),
mapped AS (SELECT ${mappedColumns(input).join(', ')} FROM model),
printed AS (SELECT *, ${fingerprint(input)} AS fp${matchPrint(input)} FROM mapped)
SELECT ${columns.join(', ')}
FROM printed p LEFT JOIN ${snapshotView} s ON ${sameKey}`
}

/** Mapped fields that hold a run variable: they are sent along and never compared. */
export function volatileColumns(input: Pick<DiffInput, 'fields'>): {
  readonly field: string
  readonly json: string
  readonly column: string
}[] {
  return input.fields
    .filter((one) => one.isVolatile)
    .map(({ field, json }, index) => ({ field, json, column: `w${index}` }))
}

/** Whether several keys could name one record of the destination, so that it has to be looked for. */
export function hasMatchPrint(input: Pick<DiffInput, 'matchOn' | 'fields' | 'keys'>): boolean {
  if (input.matchOn.length === 0) return false
  const keyed = new Set(
    input.fields
      .filter(
        ({ mapped }) => mapped.expression.kind === 'column' && input.matchOn.includes(mapped.field),
      )
      .map(({ mapped }) =>
        mapped.expression.kind === 'column' ? mapped.expression.column.toLowerCase() : '',
      ),
  )
  // When the match fields hold the whole key, different keys are different records.
  return !input.keys.every(({ name }) => keyed.has(name.toLowerCase()))
}

function mappedColumns(input: DiffInput): string[] {
  const { keys, fields, layout } = input
  const tracked = fields.filter((one) => !one.isVolatile)
  const problems = fields.flatMap((one) => (one.problem === undefined ? [] : [one.problem]))
  return [
    ...keys.map(({ value }, index) => `${value} AS k${index}`),
    `${keyText(
      layout,
      keys.map(({ value }) => value),
    )} AS key_text`,
    `(${keys.map(({ isBad }) => isBad).join(' OR ')}) AS is_bad_key`,
    `${problems.length === 0 ? 'NULL::VARCHAR' : `coalesce(${problems.join(', ')})`} AS problem`,
    ...tracked.map((one) => `${one.json} AS ${fieldColumn(layout, one.field)}`),
    ...volatileColumns(input).map(({ json, column }) => `${json} AS ${column}`),
  ]
}

/** A key as the canonical JSON array of its columns, from values as the snapshot stores them. */
export function keyText(layout: Pick<SnapshotLayout, 'keys'>, values: readonly string[]): string {
  const parts = values.map((value, index) => keyJson(layout.keys[index]?.type, value))
  return `'[' || ${parts.join(" || ',' || ")} || ']'`
}

function keyJson(type: ValueType | undefined, value: string): string {
  switch (type) {
    case 'integer':
    case 'boolean':
    case 'decimal':
      return `coalesce((${value})::VARCHAR, 'null')`
    case 'number':
      // 1.0 and 1 are one key. What JSON has no number for is bad as a key and listed as text.
      return `CASE WHEN isfinite(${value}) THEN regexp_replace((${value})::VARCHAR, '\\.0$', '')
        ELSE coalesce(to_json((${value})::VARCHAR)::VARCHAR, 'null') END`
    default:
      return `coalesce(to_json(${value})::VARCHAR, 'null')`
  }
}

function fingerprint({ layout }: DiffInput): string {
  const texts = layout.fields.map(({ column }) =>
    layout.track === 'fields' ? `${fieldHashOf(column)}::VARCHAR` : column,
  )
  return fingerprintOf(texts)
}

function matchPrint(input: DiffInput): string {
  if (!hasMatchPrint(input)) return ''
  return `, ${fingerprintOf(input.matchOn.map((name) => fieldColumn(input.layout, name)))} AS match_print`
}

function isDifferent({ rules }: DiffInput): string {
  // What a mode does not act upon is not sent again by a full run either.
  if (!rules.plansChanged) return 's.run IS NULL'
  return rules.isFull ? 'true' : 'p.fp IS DISTINCT FROM s.fp'
}

// A replaced destination needs every value as soon as one record differs, which is known only at the end.
function isKept(input: DiffInput): string {
  return input.rules.isReplace ? 'true' : isDifferent(input)
}

function keptValue(input: DiffInput, column: string): string {
  const { layout, rules, matchOn } = input
  const isMatch = matchOn.some((name) => fieldColumn(layout, name) === column)
  if (!rules.isDelta || layout.track === 'row' || isMatch || rules.isFull) {
    return `CASE WHEN is_kept THEN p.${column} END`
  }
  const now = layout.track === 'fields' ? fieldHashOf(`p.${column}`) : `p.${column}`
  const isNew = `(s.fp IS NULL OR ${now} IS DISTINCT FROM s.${column})`
  return `CASE WHEN is_kept AND ${isNew} THEN p.${column} END`
}
