import type { Context } from '@revetl/sdk'
import { runOneByOne } from '@revetl/sdk/sql'
import type { DatabricksConfig } from '../config.ts'
import { statementError } from '../databricks-errors.ts'
import { Statement } from '../statement.ts'

type Ctx = Context<DatabricksConfig>

/**
 * Runs statements, one by one: there are no transactions over several. What a failed one leaves of a table is never read.
 * @throws `REV_MODEL_*`, `REV_AUTH_SCOPE`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(statements: readonly string[], ctx: Ctx): Promise<void> {
  const run = (sql: string) => runStatement(sql, ctx)
  await runOneByOne(statements, { signal: ctx.signal, run, toError: (error) => error })
}

async function runStatement(sql: string, ctx: Ctx): Promise<void> {
  const statement = await Statement.submit(ctx, sql, 'write')
  try {
    const answer = await statement.ended()
    // It is a statement of rev: a place in it would say nothing.
    if (answer.status.state !== 'SUCCEEDED') throw statementError(answer, Infinity)
  } catch (error) {
    if (ctx.signal.aborted) await statement.stop()
    throw error
  }
}
