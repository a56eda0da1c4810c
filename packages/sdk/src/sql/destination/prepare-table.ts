import { missingColumns, missingTable, requireUniqueIndex } from '../table-faults.ts'
import { parseTableName, type TableName } from '../table-name.ts'
import { withClient, type OpenDatabase } from './open-database.ts'
import type { SqlTable, TableUse } from './sql-table.ts'
import { addColumnsSql, createTableSql, uniqueIndexSql } from './table-sql.ts'

/**
 * The table of a write with every column that it needs; missing ones are made where the configuration says so.
 * @throws `REV_CONFIG_REFERENCE`, `REV_CONFIG_MAPPING`, `REV_CONFIG_INVALID`
 */
export async function tableFor<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  use: TableUse,
): Promise<Table> {
  const { name } = use.object
  // One after the other: several batches of a run may be the first.
  const earlier = open.tables.get(name)
  const table = (earlier ?? Promise.resolve(undefined))
    .catch(() => undefined)
    .then(async (known) =>
      known && missingFields(known, use).length === 0 ? known : loadTable(open, use),
    )
  open.tables.set(name, table)
  const loaded = await table
  if (use.matchOn.length > 0) {
    requireUniqueIndex(loaded, use.matchOn, uniqueIndexSql(open.server.dialect, loaded.sql, use))
  }
  return loaded
}

function loadTable<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  use: TableUse,
): Promise<Table> {
  const name = parseTableName(use.object.name, open.defaultSchema())
  return withClient(open, use.object.name, (client) => findOrMake(open, { client, name, use }))
}

interface TableRequest<Client> {
  readonly client: Client
  readonly name: TableName
  readonly use: TableUse
}

async function findOrMake<Client, Table extends SqlTable>(
  { server, options }: OpenDatabase<Client, Table>,
  { client, name, use }: TableRequest<Client>,
): Promise<Table> {
  let table = await server.findTable(client, name)
  if (!table && options.createTables) {
    await server.run(client, createTableSql(server.dialect, name, use))
    table = await server.findTable(client, name)
  }
  if (!table) throw missingTable(use.object.name)
  const missing = missingFields(table, use)
  if (missing.length === 0) return table
  if (!options.addColumns) throw missingColumns(table.sql, missing)
  const added = use.fields.filter((field) => missing.includes(field.name))
  await server.run(client, addColumnsSql(server.dialect, table.sql, added))
  return (await server.findTable(client, name)) ?? table
}

function missingFields(table: SqlTable, { fields }: TableUse): readonly string[] {
  const known = new Set(table.columns.map((column) => column.name))
  return fields.map((field) => field.name).filter((name) => !known.has(name))
}
