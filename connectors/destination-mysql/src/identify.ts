import { listedMax, listSome, type SqlIdentity } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { MysqlConfig } from './config.ts'

interface Identity extends RowDataPacket {
  readonly user: string
  readonly database: string | null
  readonly isReadOnly: number | string
  readonly writable: number | string
}

interface Lack extends RowDataPacket {
  readonly name: string
}

const askIdentity = `
  select current_user() as user, database() as \`database\`, @@read_only as isReadOnly,
    (select count(distinct table_name) from information_schema.columns
      where table_schema = database() and find_in_set('insert', privileges)) as writable`

const askLacking = `
  select distinct table_name as name from information_schema.columns
  where table_schema = database()
    and not (find_in_set('select', privileges) and find_in_set('insert', privileges)
      and find_in_set('update', privileges))
  order by 1 limit ${listedMax}`

/** Tells who the credentials are and what they lack in the configured database. */
export async function identify(connection: Connection, config: MysqlConfig): Promise<SqlIdentity> {
  const [[identity]] = await connection.query<Identity[]>(askIdentity)
  if (!identity) throw new Error('the server did not say who the user is')
  return {
    user: identity.user,
    database: identity.database ?? '',
    warnings: [
      ...warningsOf(identity, config),
      ...(await lackWarnings(connection, identity)),
      ...(await stagingWarnings(connection, identity)),
    ],
  }
}

function warningsOf(
  { user, database, isReadOnly, writable }: Identity,
  { createTables }: MysqlConfig,
): string[] {
  const warnings: string[] = []
  if (database === null) warnings.push('No database is configured: every object needs one.')
  if (Number(isReadOnly) !== 0) warnings.push('The server is read-only: nothing can be written.')
  if (database !== null && Number(writable) === 0 && !createTables) {
    warnings.push(`${user} can write to no table of the database ${database}.`)
  }
  return warnings
}

async function lackWarnings(connection: Connection, { user }: Identity): Promise<string[]> {
  const [lacking] = await connection.query<Lack[]>(askLacking)
  if (lacking.length === 0) return []
  return [`${user} lacks select, insert or update on ${listSome(lacking.map(({ name }) => name))}.`]
}

/** A batch is first put into a temporary table, which is seen by this session alone and is no write. */
async function stagingWarnings(
  connection: Connection,
  { user, database }: Identity,
): Promise<string[]> {
  if (database === null) return []
  try {
    await connection.query('create temporary table `_rev_check` (n int)')
    await connection.query('drop temporary table `_rev_check`')
    return []
  } catch {
    return [`${user} lacks the privilege create temporary tables on ${database}.`]
  }
}
