import type { CheckResult, Context } from '@revetl/sdk'
import { accessWarnings, listedMax, postgresModelError } from '@revetl/sdk/sql'
import type { PostgresConfig } from './config.ts'
import { openSession } from './connect.ts'

interface Identity {
  readonly user: string
  readonly database: string
  readonly isSuperuser: boolean
  readonly readable: number
  readonly writable: readonly string[]
}

const askIdentity = `
  with tables as (
    select c.oid, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and has_schema_privilege(n.oid, 'usage')
  )
  select current_user as user, current_database() as database,
    (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as "isSuperuser",
    (select count(*)::int from tables where has_any_column_privilege(oid, 'select')) as readable,
    array(
      select name from tables
      where has_table_privilege(oid, 'insert, update, delete, truncate') order by name limit ${listedMax}
    ) as writable`

/** Tells who the credentials are and whether they can do too little or too much. */
export async function checkConnection(ctx: Context<PostgresConfig>): Promise<CheckResult> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { host, port } = session.address
  try {
    const { rows } = await session.client.query<Identity>(askIdentity)
    const identity = rows[0]
    if (!identity) throw new Error('the server did not say who the user is')
    const { user, database, isSuperuser } = identity
    const power = isSuperuser ? 'is a superuser' : undefined
    return {
      account: { id: `${host}:${port}/${database}`, name: user },
      warnings: accessWarnings({ ...identity, power }),
    }
  } catch (error) {
    throw postgresModelError(error)
  }
}
