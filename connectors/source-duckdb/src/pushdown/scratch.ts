import { errorMessage, isRevError, type Context } from '@revetl/sdk'
import { scratchRefused } from '@revetl/sdk/sql'
import { attachmentsOf, mainDatabase } from '../attach/attachments.ts'
import type { DuckdbConfig } from '../config.ts'
import { cancelled, modelError, withoutPlace } from '../duckdb-errors.ts'
import { interrupted } from '../read-model.ts'
import { scratchFileOf } from '../scratch-file.ts'
import { openSession } from '../session.ts'

/** Makes sure that the file of scratch tables can be written. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Context<DuckdbConfig>): Promise<void> {
  const database = mainDatabase(ctx)
  if (database === undefined) {
    const why = 'the source reads files and has no database of its own'
    throw scratchRefused(schema, { why, grant: 'Set `path` of the source' })
  }
  if (attachmentsOf(ctx).some(({ extension }) => extension === 'motherduck')) {
    const why = 'it reads MotherDuck, which would have to write into a file of this machine'
    throw scratchRefused(schema, { why, grant: 'Set `diff: local` of the sync' })
  }
  const file = scratchFileOf(database)
  try {
    using session = await openSession(ctx, 'write')
    await session.detach()
  } catch (error) {
    if (isRevError(error) && !error.message.includes(file)) throw error
    const grant = `Let rev write ${file}`
    throw scratchRefused(schema, { why: errorMessage(error), grant, cause: error })
  }
}

/** Runs statements in one transaction. @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED` */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<DuckdbConfig>,
): Promise<void> {
  if (ctx.signal.aborted) throw cancelled(ctx.signal.reason)
  using session = await openSession(ctx, 'write')
  const { connection } = session
  let current = ''
  try {
    await interrupted(session, ctx.signal, async () => {
      for (const statement of ['BEGIN', ...statements, 'COMMIT']) {
        if (ctx.signal.aborted) throw cancelled(ctx.signal.reason)
        current = statement
        await connection.run(statement)
      }
    })
    // A file that is let go in full is durable without what is beside it.
    await session.detach()
  } catch (error) {
    throw ctx.signal.aborted ? cancelled(error) : modelError(current, withoutPlace(error))
  }
}
