import { existsSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { RevError, type Context } from '@revetl/sdk'
import { attachmentsOf, type Attachment } from './attachments.ts'
import type { DuckdbConfig } from '../config.ts'
import { missingDatabase, openError, readFault } from '../duckdb-errors.ts'
import { quoteText } from '../sql-text.ts'

/**
 * Attaches the databases of a source, whose extensions are loaded.
 * @throws `REV_MODEL_NOT_FOUND` for a file that is not there, `REV_READ_FAILED` with the name of the database
 */
export async function attachDatabases(
  connection: DuckDBConnection,
  ctx: Context<DuckdbConfig>,
): Promise<void> {
  const attachments = attachmentsOf(ctx)
  const { motherduckToken } = ctx.config
  let isLoggedIn = false
  for (const attachment of attachments) {
    const isCloud = attachment.extension === 'motherduck'
    // Once for all of its databases, and before the first of them.
    const login =
      isCloud && !isLoggedIn ? [`SET motherduck_token = ${quoteText(motherduckToken ?? '')}`] : []
    isLoggedIn ||= isCloud
    try {
      refuseMissingFile(attachment)
      for (const statement of [...login, ...attachment.statements]) await connection.run(statement)
    } catch (error) {
      throw attachError(attachment, error)
    }
  }
}

/** Some kinds of files are made where they are missing, or not looked for. */
function refuseMissingFile({ path, option }: Attachment): void {
  if (path !== undefined && !existsSync(path)) throw missingDatabase(path, undefined, option)
}

function attachError({ alias, path, option }: Attachment, error: unknown): unknown {
  if (error instanceof RevError) return error
  if (path !== undefined) return openError(path, error, option)
  const [why = ''] = readFault(error).message.split('\n')
  return new RevError('REV_READ_FAILED', `Failed to open the database ${alias}: ${why}`, {
    cause: error,
    hint: `Check \`${option}\` of the source, and whether its server can be reached.`,
  })
}
