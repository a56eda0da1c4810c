import type { Column, Context, DiscoveredTable } from '@revetl/sdk'
import { quoteName } from './bind-model.ts'
import { toColumn } from './column-types.ts'
import type { SqliteConfig } from './config.ts'
import { openSession } from './session.ts'

const listTables = `
  select name from sqlite_schema
  where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name`

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly hidden: number
}

/** Lists tables and views with their columns. */
export function discoverTables(
  ctx: Context<SqliteConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  using session = openSession(ctx)
  const { database } = session
  const names = database.prepare(listTables).all() as unknown as readonly { name: string }[]
  const tables: DiscoveredTable[] = []
  for (const { name } of names) {
    try {
      const rows = database.prepare(`pragma main.table_xinfo(${quoteName(name)})`).all()
      tables.push({ path: [name], columns: columnsOf(rows as unknown as readonly ColumnRow[]) })
    } catch {
      ctx.log.warn('A view is left out because it cannot be read', { view: name })
    }
  }
  return Promise.resolve({ tables })
}

const hiddenColumn = 1

function columnsOf(rows: readonly ColumnRow[]): Column[] {
  // Those of virtual tables that take arguments are no columns of a row.
  return rows
    .filter(({ hidden }) => hidden !== hiddenColumn)
    .map(({ name, type, notnull }) => toColumn(name, type, notnull === 0))
}
