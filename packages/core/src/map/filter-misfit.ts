import { errorMessage, isRevError } from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import { quoteName } from '../sql.ts'
import { isNative } from './compile-expression.ts'

/** Runs SQL on DuckDB. @returns the rows. */
export type QueryRows = (sql: string) => Promise<readonly (readonly unknown[])[]>

/**
 * Has DuckDB fit a condition to the types in which columns are staged, without a row.
 * @returns why it does not fit; undefined where it does
 */
export async function filterMisfit(
  sql: string,
  columns: readonly StagedColumn[],
  rows: QueryRows,
): Promise<string | undefined> {
  let reason: string | undefined
  // A source can have whole numbers that are no DECIMAL.
  for (const wholeNumbers of ['DECIMAL', 'HUGEINT'] as const) {
    try {
      await rows(bindSql(sql, columns, wholeNumbers))
      return undefined
    } catch (error) {
      if (isRevError(error)) throw error
      const [line = ''] = errorMessage(error).split('\n')
      reason ??= line.replace(/^[A-Z][A-Za-z ]+ Error: /, '').replace(/\.$/, '')
    }
  }
  return reason
}

function bindSql(
  sql: string,
  columns: readonly StagedColumn[],
  wholeNumbers: 'DECIMAL' | 'HUGEINT',
): string {
  const list = columns.map(
    (column) => `NULL::${typeOf(column, wholeNumbers)} AS ${quoteName(column.name)}`,
  )
  const from = list.length === 0 ? '' : `FROM (SELECT ${list.join(', ')}) WHERE false`
  return `SELECT CASE WHEN ${sql} THEN 1 END ${from}`
}

function typeOf(column: StagedColumn, wholeNumbers: 'DECIMAL' | 'HUGEINT'): string {
  if (!isNative(column)) return 'VARCHAR'
  switch (column.type) {
    case 'boolean':
      return 'BOOLEAN'
    case 'integer':
      return 'BIGINT'
    case 'number':
      return 'DOUBLE'
    default: {
      const { precision = 38, scale = 0 } = column
      return scale === 0 && wholeNumbers === 'HUGEINT'
        ? 'HUGEINT'
        : `DECIMAL(${precision}, ${scale})`
    }
  }
}
