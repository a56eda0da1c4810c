import { errorMessage, RevError, type Context } from '@revetl/sdk'
import type { PostgresConfig } from '../config.ts'
import { openSession, type PostgresSession } from '../connect.ts'
import { errorCodeOf, postgresModelError, scratchRefused, statementStopped } from '@revetl/sdk/sql'
import { quoteIdentifier } from '../quote-identifier.ts'

/** Makes sure of the schema for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Context<PostgresConfig>): Promise<void> {
  const name = quoteIdentifier(schema)
  await using session = await openSession(ctx.config, ctx.signal, 'write')
  const { client, address } = session
  const { rows } = await client.query<{ may: boolean }>(
    `select has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage') as may
     from pg_catalog.pg_namespace where nspname = $1`,
    [schema],
  )
  const may = rows[0]?.may
  if (may === true) return
  if (may === false) throw noScratch(schema, `${address.user} may not make tables in it`)
  try {
    await client.query(`create schema ${name}`)
    await client.query('commit')
  } catch (error) {
    // Somebody else has made it meanwhile; whether it can be used, the first table tells.
    if (['42P06', '23505'].includes(errorCodeOf(error))) return
    throw noScratch(schema, errorMessage(error), error)
  }
}

function noScratch(schema: string, why: string, cause?: unknown): RevError {
  const name = quoteIdentifier(schema)
  const grant = `As an owner of the database run \`create schema if not exists ${name}; grant usage, create on schema ${name} to …\``
  return scratchRefused(schema, { why, grant, cause })
}

// One statement over a whole table: without these a join writes the rows that it holds back to disk in pieces, fingerprints
// are computed by one process, and a second goes into compiling what runs once. What a server does not have is left out.
const forWholeTables = `
  select set_config(name, wanted, true) from pg_catalog.pg_settings
  join (values ('jit', 'off'), ('parallel_tuple_cost', '0'), ('work_mem', '64MB')) as w(name, wanted) using (name)
  where name <> 'work_mem' or setting::bigint < 65536`

/** Runs statements in one transaction. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<PostgresConfig>,
): Promise<void> {
  await using session = await openSession(ctx.config, ctx.signal, 'write')
  try {
    await session.client.query(forWholeTables)
    for (const statement of statements) {
      ctx.signal.throwIfAborted()
      await session.client.query(statement)
    }
    await commit(session)
  } catch (error) {
    if (!ctx.signal.aborted) throw postgresModelError(error)
    throw statementStopped(error)
  }
}

/** A transaction that has failed answers a commit with a rollback, and with no error. */
async function commit({ client }: PostgresSession): Promise<void> {
  const { command } = await client.query('commit')
  if (command !== 'COMMIT') {
    throw new RevError('REV_READ_FAILED', 'Failed to commit: the server rolled back.')
  }
}
