import { fieldColumn, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { modelKeysView, snapshotView } from './diff-tables.ts'
import { volatileColumns } from './volatile-columns.ts'

/** SELECT of the records that were accepted and left the model, as rows of the plan. */
export function removedSql(
  input: Pick<DiffInput, 'layout' | 'rules' | 'matchOn' | 'fields'>,
): string {
  const { layout, rules, matchOn } = input
  const keys = keyColumns(layout).map((key) => `s.${key}`)
  const isMatch = new Set(matchOn.map((name) => fieldColumn(layout, name)))
  const fields = layout.fields.map(({ name, column }) =>
    isMatch.has(column)
      ? `${acceptedMatch(input, name)} AS ${column}`
      : `${rules.onRemoved === 'clear' ? "'null'" : 'NULL::VARCHAR'} AS ${column}`,
  )
  const volatile = volatileColumns(input).map(({ column }) => `NULL::VARCHAR AS ${column}`)
  return `SELECT 'removed' AS kind, ${keys.join(', ')}, coalesce(s.fp, 0::UHUGEINT) AS fp, s.remote,
    ${removalProblem(input)} AS problem, ${[...fields, ...volatile].join(', ')}
    FROM ${snapshotView} s WHERE ${isGone(input)}`
}

/** SQL that tells whether a row of the snapshot, `s`, has left the model. */
export function isGone({ layout }: Pick<DiffInput, 'layout'>): string {
  const same = keyColumns(layout).map((key) => `t.${key} = s.${key}`)
  return `NOT EXISTS (SELECT 1 FROM ${modelKeysView} t WHERE ${same.join(' AND ')})`
}

/** What was accepted in a match field of a row of the snapshot, `s`. */
function acceptedMatch({ layout }: Pick<DiffInput, 'layout'>, name: string): string {
  const fields = layout.track === 'values' ? layout.fields : layout.matchColumns
  return `s.${fieldColumn({ fields }, name)}`
}

/** A record that cannot be named must not be removed: the destination might take another one for it. */
function removalProblem(input: Pick<DiffInput, 'layout' | 'matchOn'>): string {
  const unknown = input.matchOn.map((name) => `${acceptedMatch(input, name)} IS NULL`)
  if (unknown.length === 0) return 'NULL::VARCHAR'
  const who = input.matchOn.join(' + ').replaceAll("'", "''")
  return `CASE WHEN ${unknown.join(' OR ')} THEN
    'REV_VALUE_INVALID: the ${who} under which this record was delivered is not known, so it cannot be removed' END`
}
