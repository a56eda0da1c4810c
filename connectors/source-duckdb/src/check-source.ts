import { type CheckResult, type Context } from '@revetl/sdk'
import { attachmentsOf, mainDatabase } from './attach/attachments.ts'
import type { DuckdbConfig } from './config.ts'
import { listTables } from './discover-tables.ts'
import { openSession } from './session.ts'

/** Opens what the source reads, and says what that is. @throws `REV_MODEL_NOT_FOUND`, `REV_READ_FAILED` */
export async function checkSource(ctx: Context<DuckdbConfig>): Promise<CheckResult> {
  using session = await openSession(ctx)
  const id = mainDatabase(ctx)?.path ?? ':memory:'
  const attachments = attachmentsOf(ctx)
  if (Object.keys(ctx.config.attach).length === 0) return { account: { id } }
  const warnings: string[] = []
  for (const attachment of attachments) {
    const tables = await listTables(session.connection, attachment)
    if (tables.length === 0)
      warnings.push(`${attachment.alias} has no table or view that can be read.`)
  }
  const name = `${id} with ${Object.keys(ctx.config.attach).join(', ')}`
  return { account: { id, name }, warnings }
}
