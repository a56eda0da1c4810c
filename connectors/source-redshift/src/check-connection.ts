import type { CheckResult, Context } from '@revetl/sdk'
import { accessWarnings, listedMax } from '@revetl/sdk/sql'
import type { Client } from 'pg'
import type { RedshiftConfig } from './config.ts'
import { openSession } from './connect.ts'
import { modelError } from './model-errors.ts'

interface Identity {
  readonly user: string
  readonly database: string
  readonly isSuperuser: boolean
}

const askIdentity = `
  select current_user as "user", current_database() as database,
    (select usesuper from pg_user where usename = current_user) as "isSuperuser"`

// Catalogue tables and functions of the leader node alone: those cannot be joined with system views.
const tablesThat = (privilege: string): string => `
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and has_schema_privilege(n.oid, 'usage') and (${privilege})`

const askReadable = `select count(*)::int as count ${tablesThat("has_table_privilege(c.oid, 'select')")}`

const askWritable = `
  select n.nspname::text || '.' || c.relname::text as name
  ${tablesThat("has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update') or has_table_privilege(c.oid, 'delete')")}
  order by 1 limit ${listedMax}`

// A user sees the external tables that it may read: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_TABLES.html (read 2026-11-27)
const askExternal = 'select 1 as one from svv_external_tables limit 1'

/** Tells who the credentials are and whether they can do too little or too much. */
export async function checkConnection(ctx: Context<RedshiftConfig>): Promise<CheckResult> {
  await using session = await openSession(ctx)
  const { client, address } = session
  try {
    const { rows } = await client.query<Identity>(askIdentity)
    const identity = rows[0]
    if (!identity) throw new Error('the server did not say who the user is')
    const { user, database, isSuperuser } = identity
    const { rows: writable } = await client.query<{ name: string }>(askWritable)
    return {
      account: { id: `${address.host}:${address.port}/${database}`, name: user },
      warnings: accessWarnings({
        user,
        readable: await countReadable(client),
        power: isSuperuser ? 'is a superuser' : undefined,
        writable: writable.map(({ name }) => name),
      }),
    }
  } catch (error) {
    throw modelError(error)
  }
}

/** Tables and views of the database, or else 1 for any external table. */
async function countReadable(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(askReadable)
  const count = rows[0]?.count ?? 0
  return count > 0 ? count : (await client.query(askExternal)).rows.length
}
