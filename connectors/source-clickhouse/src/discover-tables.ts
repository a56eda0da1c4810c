import type { Column, Context, DiscoveredTable } from '@revetl/sdk'
import { ask, openClient } from './client.ts'
import { toColumn } from './column-types.ts'
import type { ClickhouseConfig } from './config.ts'

const pageRows = 10_000

// The server shows what the user may see; a page begins behind the last column of the one before.
const listColumns = `
  select database, table, toUInt32(position) as place, name, type
  from system.columns
  where database not in ('system', 'information_schema', 'INFORMATION_SCHEMA')
    and ({only:String} = '' or database = {only:String})
    and (database, table, position) > ({database:String}, {table:String}, {place:UInt32})
  order by database, table, position
  limit ${pageRows}`

interface ColumnRow {
  readonly database: string
  readonly table: string
  readonly place: number
  readonly name: string
  readonly type: string
}

/** Lists the tables and views that the user can read, with their columns, page by page. */
export async function discoverTables(
  ctx: Context<ClickhouseConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  await using open = openClient(ctx)
  const tables: { path: readonly string[]; columns: Column[] }[] = []
  let last: Pick<ColumnRow, 'database' | 'table' | 'place'> = { database: '', table: '', place: 0 }
  let current = ''
  for (;;) {
    const { database, table, place } = last
    const page = { only: ctx.config.database ?? '', database, table, place }
    const rows = await ask<ColumnRow>(open.client, ctx.signal, listColumns, page)
    for (const row of rows) {
      const name = JSON.stringify([row.database, row.table])
      if (name !== current) tables.push({ path: [row.database, row.table], columns: [] })
      current = name
      tables.at(-1)?.columns.push(toColumn(row.name, row.type))
      last = row
    }
    if (rows.length < pageRows) return { tables }
  }
}
