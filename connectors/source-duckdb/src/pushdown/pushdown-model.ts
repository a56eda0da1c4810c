import type { DuckDBType } from '@duckdb/node-api'
import type { Context, PushdownModel, PushdownRequest } from '@revetl/sdk'
import { pushdownModel, type ModelColumn } from '@revetl/sdk/sql'
import { bindModel } from '../bind-model.ts'
import { textSql } from '../canonical-sql.ts'
import { toColumn } from '../column-types.ts'
import type { DuckdbConfig } from '../config.ts'
import { openSession } from '../session.ts'
import { quoteText } from '../sql-text.ts'

/** A model as SQL of DuckDB, without running it. @throws `REV_MODEL_*` with the place in the SQL */
export async function modelAsSql(
  request: PushdownRequest,
  ctx: Context<DuckdbConfig>,
): Promise<PushdownModel> {
  using session = await openSession(ctx)
  const bound = await bindModel(session.connection, request, ctx)
  const columns = bound.columns.map(({ name, type }, index) => ({
    column: toColumn(name, type),
    type,
    reference: `c${index + 1}`,
  }))
  const names = columns.map(({ reference }) => reference).join(', ')
  const from = `(${bound.sql}\n) AS m(${names})`
  return pushdownModel(
    request,
    { from, columns },
    {
      key: keySql,
      text: ({ type, reference }) => textSql(type, reference),
      print: printSql,
      refusal: refusalSql,
    },
  )
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
function keySql({ column, type, reference }: ModelColumn<DuckDBType>): string {
  const text = textSql(type, reference)
  switch (column.type) {
    case 'integer':
      return `TRY_CAST(${reference} AS BIGINT)`
    case 'number':
      return `CAST(${text} AS DOUBLE)`
    case 'boolean':
      return reference
    case 'decimal':
      return `regexp_replace(${text}, '\\.0*$|(\\.\\d*[1-9])0+$', '\\1')`
    default:
      return text
  }
}

/** SQL of 128 bits over values: JSON quotes what it separates and tells null from empty. */
function printSql(salt: string, columns: readonly ModelColumn<DuckDBType>[]): string {
  const texts = columns.map(({ type, reference }) => textSql(type, reference))
  return `CAST(md5(concat(${quoteText(salt)}, CAST(to_json([${texts.join(', ')}]) AS VARCHAR))) AS UUID)`
}

/** A whole number of more than 64 bits is none that the tables can hold. */
function refusalSql({ column, reference }: ModelColumn<DuckDBType>): string | undefined {
  if (column.type !== 'integer') return undefined
  const why = `concat(${quoteText(`${column.name} holds `)}, ${reference}, ', which has more than 64 bits')`
  return `CASE WHEN ${reference} IS NOT NULL AND TRY_CAST(${reference} AS BIGINT) IS NULL THEN ${why} END`
}
