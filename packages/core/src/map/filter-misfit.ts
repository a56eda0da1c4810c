import { errorMessage, isRevError } from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import { quoteName } from '../sql.ts'
import { isNative } from './compile-expression.ts'

/** Runs SQL on DuckDB. @returns the rows. */
export type QueryRows = (sql: string) => Promise<readonly (readonly unknown[])[]>

/**
 * Has DuckDB fit a condition to the types in which columns are staged, by a row of nulls.
 * @returns why it does not fit; undefined where it does
 */
export async function filterMisfit(
  sql: string,
  columns: readonly StagedColumn[],
  rows: QueryRows,
): Promise<string | undefined> {
  let reason: string | undefined
  for (const types of numberTypes) {
    try {
      await rows(bindSql(sql, columns, types))
      return undefined
    } catch (error) {
      if (isRevError(error)) throw error
      reason ??= filterReason(error)
    }
  }
  return reason
}

/** What DuckDB says of a condition, without its own words around it. */
export function filterReason(error: unknown): string {
  const [line = ''] = errorMessage(error).split('\n')
  return line
    .replace(/^[A-Z][A-Za-z ]+ Error: /, '')
    .replace(/ when casting from .*$/, '')
    .replace(/\.$/, '')
}

interface NumberTypes {
  readonly integer: 'BIGINT' | 'INTEGER'
  /** For decimals without a fraction. */
  readonly whole: 'DECIMAL' | 'HUGEINT'
}

/** A source that DuckDB reads by itself has whole numbers of several types; a date takes an INTEGER and no BIGINT. */
const numberTypes: readonly NumberTypes[] = [
  { integer: 'BIGINT', whole: 'DECIMAL' },
  { integer: 'BIGINT', whole: 'HUGEINT' },
  { integer: 'INTEGER', whole: 'DECIMAL' },
  { integer: 'INTEGER', whole: 'HUGEINT' },
]

function bindSql(sql: string, columns: readonly StagedColumn[], types: NumberTypes): string {
  const list = columns.map(
    (column) => `NULL::${typeOf(column, types)} AS ${quoteName(column.name)}`,
  )
  const from = list.length === 0 ? '' : `FROM (SELECT ${list.join(', ')})`
  return `SELECT CASE WHEN ${sql} THEN 1 END ${from}`
}

function typeOf(column: StagedColumn, { integer, whole }: NumberTypes): string {
  if (!isNative(column)) return 'VARCHAR'
  switch (column.type) {
    case 'boolean':
      return 'BOOLEAN'
    case 'integer':
      return integer
    case 'number':
      return 'DOUBLE'
    default: {
      const { precision = 38, scale = 0 } = column
      return scale === 0 && whole === 'HUGEINT' ? whole : `DECIMAL(${precision}, ${scale})`
    }
  }
}
