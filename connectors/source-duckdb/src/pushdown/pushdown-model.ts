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
    },
  )
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
function keySql({ column, type, reference }: ModelColumn<DuckDBType>): string {
  const text = textSql(type, reference)
  switch (column.type) {
    case 'number':
      return `CAST(${text} AS DOUBLE)`
    case 'integer':
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
