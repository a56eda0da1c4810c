import type { DuckDBConnection } from '@duckdb/node-api'
import { RevError, type Context, type DiscoveredTable } from '@revetl/sdk'
import { attachmentsOf, mainDatabase, type Attachment } from './attach/attachments.ts'
import { toColumn } from './column-types.ts'
import type { DuckdbConfig } from './config.ts'
import { readFault } from './duckdb-errors.ts'
import { openSession } from './session.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** The tables and views of a database of the session, by schema and name. @throws `REV_READ_FAILED` */
export async function listTables(
  connection: DuckDBConnection,
  { alias, schema }: Pick<Attachment, 'alias' | 'schema'>,
): Promise<readonly (readonly [schema: string, table: string])[]> {
  const ofSchema = schema === undefined ? '' : ` AND schema_name = ${quoteText(schema)}`
  const ofAlias = `database_name = ${quoteText(alias)} AND NOT internal${ofSchema}`
  const result = await connection
    .runAndReadAll(
      `SELECT schema_name, table_name FROM duckdb_tables() WHERE ${ofAlias} ` +
        `UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE ${ofAlias} ORDER BY ALL`,
    )
    .catch((error: unknown) => {
      throw new RevError(
        'REV_READ_FAILED',
        `Failed to list the tables of ${alias}: ${readFault(error).message}`,
        { cause: error },
      )
    })
  return result.getRows() as [string, string][]
}

/** The tables and views of the source's databases; those of another one than `path` begin with its name. */
export async function discoverTables(
  ctx: Context<DuckdbConfig>,
): Promise<readonly DiscoveredTable[]> {
  using session = await openSession(ctx)
  const main = mainDatabase(ctx)?.alias
  const tables: DiscoveredTable[] = []
  for (const attachment of attachmentsOf(ctx)) {
    for (const names of await listTables(session.connection, attachment)) {
      const path = attachment.alias === main ? names : [attachment.alias, ...names]
      const found = await describeTable(session.connection, path)
      if (found === undefined) {
        ctx.log.warn('A view is left out because it cannot be read', { view: path.join('.') })
      } else tables.push(found)
    }
  }
  return tables
}

/** A view may read what is not there any more. */
async function describeTable(
  connection: DuckDBConnection,
  path: readonly string[],
): Promise<DiscoveredTable | undefined> {
  const sql = `SELECT * FROM ${path.map(quoteName).join('.')}`
  const prepared = await connection.prepare(sql).catch(() => undefined)
  if (prepared === undefined) return undefined
  const columns = Array.from({ length: prepared.columnCount }, (_, index) =>
    toColumn(prepared.columnName(index), prepared.columnType(index)),
  )
  prepared.destroySync()
  return { path, columns }
}
