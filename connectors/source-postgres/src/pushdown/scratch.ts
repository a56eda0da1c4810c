import type { Context } from '@revetl/sdk'
import { executeInTransaction, postgresModelError, preparePostgresScratch } from '@revetl/sdk/sql'
import type { PostgresConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { quoteIdentifier } from '../quote-identifier.ts'

/** Makes sure of the schema for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Context<PostgresConfig>): Promise<void> {
  const name = quoteIdentifier(schema)
  await using session = await openSession(ctx.config, ctx.signal, 'write')
  await preparePostgresScratch(session, schema, name)
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
  const { signal } = ctx
  await executeInTransaction(session, [forWholeTables, ...statements], {
    signal,
    toError: postgresModelError,
  })
}
