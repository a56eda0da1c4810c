import type { CheckResult, Context } from '@revetl/sdk'
import { accessWarnings, listedMax } from '@revetl/sdk/sql'
import type { MysqlConfig } from './config.ts'
import { openSession } from './connect.ts'
import { modelError } from './model-errors.ts'
import { ask } from './statements.ts'

interface Identity {
  readonly user: string
  readonly database: string | null
}

interface Rights {
  readonly readable: number | string
  readonly powers: string | null
}

interface Named {
  readonly name: string
}

const askIdentity = 'select current_user() as user, database() as `database`'

const systemSchemas = `'information_schema', 'performance_schema', 'mysql', 'sys'`

// Powers that no reader needs and that a read-only transaction does not hold back.
const askRights = `
  select
    (select count(distinct table_schema, table_name) from information_schema.columns
      where table_schema not in (${systemSchemas}) and find_in_set('select', privileges)) as readable,
    (select group_concat(distinct privilege_type order by privilege_type separator ', ')
      from information_schema.user_privileges
      where replace(grantee, '''', '') = current_user()
        and privilege_type in ('SUPER', 'FILE', 'SHUTDOWN', 'CREATE USER')) as powers`

const askWritable = `
  select distinct concat(table_schema, '.', table_name) as name from information_schema.columns
  where table_schema not in (${systemSchemas})
    and (find_in_set('insert', privileges) or find_in_set('update', privileges))
  order by name limit ${listedMax}`

/** Tells who the credentials are and whether they can do too little or too much. */
export async function checkConnection(ctx: Context<MysqlConfig>): Promise<CheckResult> {
  await using session = await openSession(ctx.config, ctx.signal)
  const { connection, address } = session
  try {
    const [identity] = await ask<Identity>(connection, askIdentity)
    const [rights] = await ask<Rights>(connection, askRights)
    const writable = await ask<Named>(connection, askWritable)
    if (!identity || !rights) throw new Error('the server did not say who the user is')
    const { user, database } = identity
    const { readable, powers } = rights
    return {
      account: { id: `${address.host}:${address.port}/${database ?? ''}`, name: user },
      warnings: accessWarnings({
        user,
        readable: Number(readable),
        power: powers === null ? undefined : `has the privileges ${powers}`,
        writable: writable.map(({ name }) => name),
      }),
    }
  } catch (error) {
    throw modelError(error)
  }
}
