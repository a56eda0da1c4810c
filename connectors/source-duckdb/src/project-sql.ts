import type { DuckDBType } from '@duckdb/node-api'
import type { BoundModel } from './bind-model.ts'
import { quoteName } from './sql-text.ts'

/** The model's SELECT with every column converted. Columns are taken by position, whatever they are called. */
export function projectSql(
  bound: BoundModel,
  convert: (type: DuckDBType, value: string) => string,
): string {
  const inner = bound.columns.map((_, index) => `rev_${index}`)
  const outer = bound.columns.map(
    ({ name, type }, index) => `${convert(type, `rev_${index}`)} AS ${quoteName(name)}`,
  )
  // The line break ends a comment in the model's last line.
  return `SELECT ${outer.join(', ')} FROM (${bound.sql}\n) AS rev_model(${inner.join(', ')})`
}
