import { fieldColumn, keyColumns } from '../snapshot-layout.ts'
import type { DiffInput } from './diff-input.ts'
import { mappedSql } from './staged-sql.ts'

/**
 * SELECT of the rows of a model that equal what was accepted of them, each key once: the key, `fp` and the values of the
 * tracked fields. What was accepted is the snapshot of the input, or a part of it.
 */
export function sameRowsSql(input: DiffInput): string {
  const { layout, snapshot } = input
  const keys = keyColumns(layout)
  const fields = layout.fields.map(({ name }) => fieldColumn(layout, name))
  const columns = [...keys, 'fp', ...fields].map((column) => `p.${column} AS ${column}`)
  const same = [...keys, 'fp'].map((column) => `s.${column} = p.${column}`)
  const once = keys.map((key) => `p.${key}`).join(', ')
  return `${mappedSql(input)} SELECT DISTINCT ON (${once}) ${columns.join(', ')}
    FROM printed p JOIN (${snapshot.select}) s ON ${same.join(' AND ')}
    WHERE NOT p.is_bad_key AND p.problem IS NULL`
}
