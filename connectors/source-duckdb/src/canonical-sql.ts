import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api'
import { toValueType } from './column-types.ts'
import { isNested, jsonSql } from './json-sql.ts'
import { scalarSql } from './scalar-sql.ts'

/** SQL for the canonical text of a value, NULL for a null. */
export function textSql(type: DuckDBType, value: string): string {
  return isNested(type) ? jsonSql(type, value) : scalarSql(type, value)
}

/** SQL as `DuckdbQuery` wants it: numbers and booleans in DuckDB's own types, all else as canonical text. */
export function stagedSql(type: DuckDBType, value: string): string {
  // By way of its shortest text, a float keeps the digits that it shows: 0.1 and not 0.10000000149011612.
  if (type.typeId === DuckDBTypeId.FLOAT) return `CAST(CAST(${value} AS VARCHAR) AS DOUBLE)`
  const isPlain = ['boolean', 'integer', 'decimal', 'number'].includes(toValueType(type))
  return isPlain ? value : textSql(type, value)
}
