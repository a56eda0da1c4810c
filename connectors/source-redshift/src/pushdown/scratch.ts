import type { Context } from '@revetl/sdk'
import { executeInTransaction, preparePostgresScratch } from '@revetl/sdk/sql'
import type { RedshiftConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { dialect } from '../dialect.ts'
import { modelError } from '../model-errors.ts'

/** Makes sure of the schema for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Context<RedshiftConfig>): Promise<void> {
  const name = dialect.quoteIdentifier(schema)
  await using session = await openSession(ctx, undefined, 'write')
  await preparePostgresScratch(session, schema, name)
}

/** Runs statements in one transaction. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<RedshiftConfig>,
): Promise<void> {
  await using session = await openSession(ctx, undefined, 'write')
  const { signal } = ctx
  await executeInTransaction(session, statements, { signal, toError: modelError })
}
