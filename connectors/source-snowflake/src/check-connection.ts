import type { CheckResult, Context } from '@revetl/sdk'
import type { SnowflakeConfig } from './config.ts'
import { quoteIdentifier } from './dialect.ts'
import { ask } from './statement.ts'

const askIdentity =
  'select current_account(), current_user(), current_role(), current_warehouse(), current_database()'

// https://docs.snowflake.com/en/user-guide/security-access-control-overview (to be confirmed)
const mightyRoles = ['ACCOUNTADMIN', 'SECURITYADMIN', 'SYSADMIN', 'ORGADMIN', 'GLOBALORGADMIN']

/** Tells who the credentials are and whether they can do too little or too much; no warehouse is started. */
export async function checkConnection(ctx: Context<SnowflakeConfig>): Promise<CheckResult> {
  const [identity = []] = await ask(ctx, askIdentity)
  const [account, user, role, warehouse, database] = identity
  const warnings: string[] = []
  const who = role ?? user ?? 'The user'
  if (role && mightyRoles.includes(role)) {
    warnings.push(`${role} can do far more than read: give \`role\` a role that can only read.`)
  }
  if (!warehouse) {
    warnings.push(`There is no warehouse for ${who}: set \`warehouse\`, and grant USAGE on it.`)
  }
  if (!(await canRead(ctx, database ?? undefined))) {
    warnings.push(`${who} can read nothing: grant USAGE on a database and a schema, and SELECT.`)
  }
  const parts = [account ?? ctx.config.account, database].filter(Boolean)
  return {
    account: { id: parts.join('/'), name: [user, role].filter(Boolean).join(' with ') },
    warnings,
  }
}

/** SHOW runs without a warehouse, and shows what the role has a grant on. */
async function canRead(
  ctx: Context<SnowflakeConfig>,
  database: string | undefined,
): Promise<boolean> {
  const what =
    database === undefined ? 'databases' : `objects in database ${quoteIdentifier(database)}`
  return (await ask(ctx, `show terse ${what} limit 1`)).length > 0
}
