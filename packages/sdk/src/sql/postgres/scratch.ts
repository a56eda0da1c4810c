import { errorMessage, RevError } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import { statementStopped } from '../model-text.ts'
import { scratchRefused } from '../pushdown-model.ts'
import type { PostgresClient, PostgresSession } from './session.ts'

type Session = PostgresSession<PostgresClient>

/**
 * Makes sure of a schema for scratch tables, in a session that may write. `name` is the schema as a statement names it.
 * @throws `REV_AUTH_SCOPE` with what to grant
 */
export async function preparePostgresScratch(
  { client, address }: Session,
  schema: string,
  name: string,
): Promise<void> {
  const refused = (why: string, cause?: unknown): RevError => {
    const grant = `As an owner of the database run \`create schema if not exists ${name}; grant usage, create on schema ${name} to …\``
    return scratchRefused(schema, { why, grant, cause })
  }
  const { rows } = await client.query(
    `select has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage') as may
     from pg_catalog.pg_namespace where nspname = $1`,
    [schema],
  )
  const may = (rows[0] as { readonly may: boolean } | undefined)?.may
  if (may === true) return
  if (may === false) throw refused(`${address.user} may not make tables in it`)
  try {
    await client.query(`create schema ${name}`)
    await client.query('commit')
  } catch (error) {
    // Somebody else has made it meanwhile; whether it can be used, the first table tells.
    if (['42P06', '23505'].includes(errorCodeOf(error))) return
    throw refused(errorMessage(error), error)
  }
}

/**
 * Runs statements in the transaction of a session, and commits it.
 * @throws what `toError` makes of a failure, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeInTransaction(
  { client }: Session,
  statements: readonly string[],
  {
    signal,
    toError,
  }: { readonly signal: AbortSignal; readonly toError: (error: unknown) => RevError },
): Promise<void> {
  try {
    for (const statement of statements) {
      signal.throwIfAborted()
      await client.query(statement)
    }
    // A transaction that has failed answers a commit with a rollback, and with no error.
    const { command } = await client.query('commit')
    if (command === 'COMMIT') return
    throw new RevError('REV_READ_FAILED', 'Failed to commit: the server rolled back.')
  } catch (error) {
    throw signal.aborted ? statementStopped(error) : toError(error)
  }
}
