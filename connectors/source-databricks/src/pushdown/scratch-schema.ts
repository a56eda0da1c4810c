import { randomUUID } from 'node:crypto'
import { isRevError, type Context } from '@revetl/sdk'
import { scratchRefused, statementStopped } from '@revetl/sdk/sql'
import type { DatabricksConfig } from '../config.ts'
import { dialect } from '../dialect.ts'
import { Statement } from '../statement.ts'
import { executeStatements } from './run-statements.ts'

type Ctx = Context<DatabricksConfig>

/** Makes sure of the schema for scratch tables, in the catalog of the source. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Ctx): Promise<void> {
  const name = dialect.quoteIdentifier(schema)
  try {
    try {
      await tryTable(schema, name, ctx)
    } catch (error) {
      if (!isRevError(error) || error.code !== 'REV_MODEL_NOT_FOUND') throw error
      await executeStatements([`create schema if not exists ${name}`], ctx)
      await tryTable(schema, name, ctx)
    }
  } catch (error) {
    if (ctx.signal.aborted) throw statementStopped(error)
    throw refusedFor(error, schema, name, ctx)
  }
}

/** What may be done there is known by doing it. */
async function tryTable(schema: string, name: string, ctx: Ctx): Promise<void> {
  // Without a dash, which hive_metastore takes in no name.
  const table = `${name}.${dialect.quoteIdentifier(`check_${randomUUID().replaceAll('-', '_')}`)}`
  await executeStatements([`create table ${table} as select 'é' as text`], ctx)
  try {
    await requireBytes(schema, name, table, ctx)
  } finally {
    await executeStatements([`drop table ${table}`], ctx)
  }
}

/**
 * A schema can have a collation, which its tables and what is compared while one is made then have as well. Each but
 * UTF8_BINARY takes some of these for one: by case, by spaces at the end, or by what Unicode calls equivalent.
 * @see https://docs.databricks.com/en/sql/language-manual/sql-ref-collation.html (read 2026-11-28)
 */
async function requireBytes(schema: string, name: string, table: string, ctx: Ctx): Promise<void> {
  const sql = `select count(*) from ${table} where text in ('É', 'é ', 'e\u0301')`
  const found = await Statement.submit(ctx, sql)
  for await (const [[count] = []] of found.rows(0)) {
    if (count === '0') continue
    const grant = `As its owner run \`alter schema ${name} default collation UTF8_BINARY\`, or set another \`scratch_schema\``
    throw scratchRefused(schema, { why: 'it has a collation in which two keys can be one', grant })
  }
}

function refusedFor(error: unknown, schema: string, name: string, { config }: Ctx): unknown {
  if (!isRevError(error) || error.code !== 'REV_AUTH_SCOPE' || error.hint?.includes(name)) {
    return error
  }
  const catalog = config.catalog === undefined ? '…' : dialect.quoteIdentifier(config.catalog)
  const grant = `As an owner of the catalog run \`create schema if not exists ${catalog}.${name}; grant use catalog on catalog ${catalog} to …; grant use schema, create table, select, modify on schema ${catalog}.${name} to …\``
  return scratchRefused(schema, { why: error.message, grant, cause: error })
}
