import type { DuckDBConnection } from '@duckdb/node-api'
import type { BatchField } from '@revetl/sdk'
import { parquetChoices, type Digits } from './parquet-types.ts'

/** The select list that gives each collected column the best type that all its values fit. */
export async function parquetColumns(
  connection: DuckDBConnection,
  fields: readonly BatchField[],
): Promise<string> {
  const columns: string[] = []
  for (const [index, field] of fields.entries()) {
    const text = `c${index}`
    const value = await bestValue(connection, text, field)
    columns.push(`${value} AS "${field.name.replaceAll('"', '""')}"`)
  }
  return columns.join(', ')
}

async function bestValue(
  connection: DuckDBConnection,
  text: string,
  { type }: BatchField,
): Promise<string> {
  const digits = type === 'decimal' ? await digitsOf(connection, text) : { whole: 0, fraction: 0 }
  for (const { value, fits } of parquetChoices(type, text, digits)) {
    const [misfits] = await firstRow(
      connection,
      `SELECT count(*) FROM collected WHERE ${text} IS NOT NULL AND NOT coalesce(${fits}, false)`,
    )
    if (misfits === 0n) return value
  }
  return text
}

async function digitsOf(connection: DuckDBConnection, text: string): Promise<Digits> {
  const [whole, fraction] = await firstRow(
    connection,
    `SELECT coalesce(max(length(regexp_extract(${text}, '^-?0*([0-9]*)', 1))), 0),
            coalesce(max(length(regexp_extract(${text}, '\\.([0-9]*)$', 1))), 0) FROM collected`,
  )
  return { whole: Number(whole), fraction: Number(fraction) }
}

async function firstRow(connection: DuckDBConnection, sql: string): Promise<readonly unknown[]> {
  const rows = (await connection.runAndReadAll(sql)).getRows()
  return rows[0] ?? []
}
