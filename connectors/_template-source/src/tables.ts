import { RevError, type Context, type DiscoveredTable, type ModelQuery } from '@revetl/sdk'
import { bodyOf, pageOf, tableOf } from './answers.ts'
import { listTables, readTable } from './client.ts'
import type { Config } from './config.ts'

/** Every table of the account, to the last page. */
export async function discoverTables(ctx: Context<Config>): Promise<DiscoveredTable[]> {
  const tables: DiscoveredTable[] = []
  let cursor: string | undefined
  do {
    const page = pageOf(bodyOf(await listTables(ctx, cursor), 'the tables'), 'tables')
    tables.push(...page.items.map(tableOf))
    cursor = page.next
  } while (cursor !== undefined)
  return tables
}

/** The table of a model. @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_FOUND` */
export async function findTable(
  model: ModelQuery,
  ctx: Context<Config>,
): Promise<DiscoveredTable & { readonly name: string }> {
  const name = nameOf(model)
  return { name, ...tableOf(bodyOf(await readTable(ctx, name), `the table ${name}`)) }
}

function nameOf(model: ModelQuery): string {
  if (model.kind === 'table') return model.table.join('.')
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to read the model: expected a table of Template CRM, got ${model.kind}.`,
    { hint: 'Write "table: people" in the file of the model.' },
  )
}
