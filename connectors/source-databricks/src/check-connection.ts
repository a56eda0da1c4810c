import { isRevError, type CheckResult, type Context } from '@revetl/sdk'
import type { DatabricksConfig } from './config.ts'
import { Statement } from './statement.ts'

const askUser = 'select current_user()'
const askTables =
  "select 1 from information_schema.tables where table_schema <> 'information_schema' limit 1"

/** Names the user by a statement that reads no data, and tells whether there is a table that it can see. */
export async function checkConnection(ctx: Context<DatabricksConfig>): Promise<CheckResult> {
  const { workspaceUrl, warehouseId } = ctx.config
  const user = await firstValue(ctx, askUser)
  return {
    account: {
      id: `${new URL(workspaceUrl).host}/${warehouseId}`,
      ...(user === undefined ? {} : { name: user }),
    },
    warnings: await warningsOf(ctx),
  }
}

async function warningsOf(ctx: Context<DatabricksConfig>): Promise<string[]> {
  try {
    if ((await firstValue(ctx, askTables)) !== undefined) return []
    return ['The user sees no table: grant it `use catalog`, `use schema` and `select`.']
  } catch (error) {
    // The catalog of old, hive_metastore, has none.
    if (!isRevError(error) || error.code !== 'REV_MODEL_NOT_FOUND') throw error
    return ['The catalog has no information_schema: no table is discovered, models can be read.']
  }
}

async function firstValue(
  ctx: Context<DatabricksConfig>,
  sql: string,
): Promise<string | undefined> {
  const statement = await Statement.submit(ctx, sql)
  let found: string | undefined
  for await (const [row] of statement.rows(0)) found ??= row?.[0] ?? undefined
  return found
}
