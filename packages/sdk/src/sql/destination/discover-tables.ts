import type { Catalog, DiscoveredObject } from '../../destination.ts'
import type { FieldDefinition } from '../../fields.ts'
import { formatTableName } from '../table-name.ts'
import { withClient, type OpenDatabase } from './open-database.ts'
import type { SqlDialect } from './sql-database.ts'
import type { ColumnOf, SqlColumn, SqlTable } from './sql-table.ts'

/** Lists the tables that the user can write to, those of the default schema by their bare names. */
export async function discoverTables<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
): Promise<Catalog> {
  const { server, options } = open
  const defaultSchema = open.defaultSchema()
  const tables = await withClient(open, 'the tables', (client) =>
    server.listTables(client, defaultSchema),
  )
  const objects = tables.map((table): DiscoveredObject => ({
    name: formatTableName(table, defaultSchema),
    fields: fieldsOf(table, server.dialect),
    operations: operationsOf(table),
    isOpen: options.addColumns,
  }))
  return { objects, isOpen: options.createTables }
}

function operationsOf({
  uniqueSets: matchOn,
}: SqlTable): NonNullable<DiscoveredObject['operations']> {
  const byMatch = {
    upsert: { matchOn },
    update: { matchOn },
    create: { matchOn },
    delete: { matchOn },
  }
  return { ...(matchOn.length > 0 ? byMatch : {}), append: {}, replace: {} }
}

function fieldsOf<Table extends SqlTable>(
  { columns, uniqueSets }: Table,
  { fieldOf }: SqlDialect<ColumnOf<Table>>,
): Readonly<Record<string, FieldDefinition>> {
  const alone = new Set(uniqueSets.flatMap((set) => (set.length === 1 ? set : [])))
  const fields = columns.map((column): [string, FieldDefinition] => [
    column.name,
    { ...fieldOf(column), ...rulesOf(column), ...(alone.has(column.name) ? { unique: true } : {}) },
  ])
  return Object.fromEntries(fields)
}

function rulesOf({ isRequired, isReadOnly, isNullable }: SqlColumn): Partial<FieldDefinition> {
  return {
    ...(isRequired ? { required: true } : {}),
    ...(isReadOnly ? { readOnly: true } : {}),
    ...(isNullable ? {} : { nullable: false }),
  }
}
