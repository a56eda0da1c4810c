import type { CheckResult, Context } from '@revetl/sdk'
import { ask, openClient } from './client.ts'
import type { ClickhouseConfig } from './config.ts'

interface Identity {
  readonly user: string
  readonly database: string
  readonly roles: readonly string[]
  readonly hasDatabase: boolean | number
}

const askIdentity = `
  select currentUser() as user, currentDatabase() as database, currentRoles() as roles,
    (select count() > 0 from system.databases where name = currentDatabase()) as hasDatabase`

interface Readable {
  readonly readable: number | string
}

const askReadable = `
  select count() as readable from system.tables
  where database not in ('system', 'information_schema', 'INFORMATION_SCHEMA')`

interface Grant {
  readonly statement: string
}

const writing = /\b(INSERT|ALTER|DROP|TRUNCATE|CREATE|ALL)\b[^]* ON /

/** Tells who the credentials are and whether they can do too little or too much. */
export async function checkConnection(ctx: Context<ClickhouseConfig>): Promise<CheckResult> {
  const { config, signal } = ctx
  await using open = openClient(ctx)
  const { client } = open
  const [identity] = await ask<Identity>(client, signal, askIdentity)
  const [tables] = await ask<Readable>(client, signal, askReadable)
  const grants = (await ask<Record<string, string>>(client, signal, 'show grants')).map(
    (row): Grant => ({ statement: Object.values(row).join(' ') }),
  )
  const user = identity?.user ?? config.user
  const warnings: string[] = []
  if (Number(tables?.readable ?? 0) === 0) {
    warnings.push(`${user} can read no table: grant SELECT to it.`)
  }
  if (grants.some(({ statement }) => writing.test(statement))) {
    warnings.push(`${user} can write: a user that can only read is safer.`)
  }
  const database = identity?.database ?? config.database ?? 'default'
  if (!identity?.hasDatabase) warnings.push(`There is no database ${database} for ${user}.`)
  const { host } = new URL(config.url)
  const roles = identity?.roles.length ? ` with ${identity.roles.join(', ')}` : ''
  return { account: { id: `${host}/${database}`, name: `${user}${roles}` }, warnings }
}
