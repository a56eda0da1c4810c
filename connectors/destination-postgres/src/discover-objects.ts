import type { Catalog, Context, DiscoveredObject, FieldDefinition } from '@revetl/sdk'
import { formatTableName } from '@revetl/sdk/sql'
import { maxLengthOf, valueTypeOf } from './column-types.ts'
import type { PostgresConfig } from './config.ts'
import { databaseOf, returnClient, takeClient } from './database.ts'
import { writeError } from './server-errors.ts'
import { listTables, type Table, type TableColumn } from './table.ts'

/** Lists the tables that the user can write to, those of the configured schema by their bare names. */
export async function discoverObjects(ctx: Context<PostgresConfig>): Promise<Catalog> {
  const { schema, createTables, addColumns } = ctx.config
  const client = await takeClient(databaseOf(ctx))
  try {
    const tables = await listTables(client)
    const objects = tables.map((table) => toObject(table, schema, addColumns))
    return { objects, isOpen: createTables }
  } catch (error) {
    throw writeError(error, 'the tables')
  } finally {
    returnClient(client, false)
  }
}

function toObject(table: Table, defaultSchema: string, isOpen: boolean): DiscoveredObject {
  const { columns, uniqueSets } = table
  const matchOn = uniqueSets
  const byMatch = {
    upsert: { matchOn },
    update: { matchOn },
    create: { matchOn },
    delete: { matchOn },
  }
  return {
    name: formatTableName(table, defaultSchema),
    fields: Object.fromEntries(columns.map((column) => [column.name, toField(column, table)])),
    operations: { ...(matchOn.length > 0 ? byMatch : {}), append: {}, replace: {} },
    isOpen,
  }
}

function toField(column: TableColumn, { uniqueSets }: Table): FieldDefinition {
  const maxLength = maxLengthOf(column)
  const isUnique = uniqueSets.some((set) => set.length === 1 && set[0] === column.name)
  return {
    type: valueTypeOf(column),
    ...(column.isRequired ? { required: true } : {}),
    ...(column.isReadOnly ? { readOnly: true } : {}),
    ...(isUnique ? { unique: true } : {}),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(column.labels ? { enum: column.labels } : {}),
    ...(column.isNullable ? {} : { nullable: false }),
  }
}
