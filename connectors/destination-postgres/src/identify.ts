import { listedMax, listSome, type SqlIdentity } from '@revetl/sdk/sql'
import type { ClientBase } from 'pg'
import type { PostgresConfig } from './config.ts'

interface Identity {
  readonly user: string
  readonly database: string
  readonly isReadOnly: boolean
  readonly writable: number
  readonly lacking: readonly string[]
}

const askIdentity = `
  with tables as (
    select c.oid, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = $1 and not c.relispartition
  ), lacks as (
    select name, array_to_string(array(
      select privilege from unnest(array['select', 'insert', 'update', 'delete']) as privilege
      where not has_table_privilege(oid, privilege)), ', ') as privileges
    from tables
  )
  select current_user as user, current_database() as database,
    pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as "isReadOnly",
    (select count(*)::int from tables where has_any_column_privilege(oid, 'insert, update')) as writable,
    array(
      select format('%s (no %s)', name, privileges) from lacks where privileges <> ''
      order by name limit ${listedMax}
    ) as lacking`

/** Tells who the credentials are and which privileges they lack in the configured schema. */
export async function identify(client: ClientBase, config: PostgresConfig): Promise<SqlIdentity> {
  const { rows } = await client.query<Identity>(askIdentity, [config.schema])
  const identity = rows[0]
  if (!identity) throw new Error('the server did not say who the user is')
  const { user, database } = identity
  return { user, database, warnings: warningsOf(identity, config) }
}

function warningsOf(
  { user, isReadOnly, writable, lacking }: Identity,
  { schema, createTables }: PostgresConfig,
): string[] {
  const warnings: string[] = []
  if (isReadOnly) warnings.push('The server or the role is read-only: nothing can be written.')
  if (writable === 0 && !createTables) {
    warnings.push(`${user} can write to no table of the schema ${schema}.`)
  } else if (lacking.length > 0) {
    warnings.push(`${user} lacks privileges on ${listSome(lacking, '; ')}.`)
  }
  return warnings
}
