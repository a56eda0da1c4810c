import type { Catalog, Context, DiscoveredObject, FieldDefinition } from '@revetl/sdk'
import { formatTableName } from '@revetl/sdk/sql'
import { valueTypeOf } from './column-types.ts'
import type { MysqlConfig } from './config.ts'
import { databaseOf, defaultSchema, returnConnection, takeConnection } from './database.ts'
import { writeError } from './server-errors.ts'
import { listTables, type Table, type TableColumn } from './table.ts'

/** Lists the tables of the configured database that the user can write to. */
export async function discoverObjects(ctx: Context<MysqlConfig>): Promise<Catalog> {
  const { createTables, addColumns } = ctx.config
  const database = databaseOf(ctx)
  const schema = defaultSchema(database)
  const connection = await takeConnection(database)
  try {
    const tables = await listTables(connection, schema)
    const objects = tables.map((table) => toObject(table, schema, addColumns))
    return { objects, isOpen: createTables }
  } catch (error) {
    throw writeError(error, 'the tables')
  } finally {
    returnConnection(connection, false)
  }
}

function toObject(table: Table, schema: string, isOpen: boolean): DiscoveredObject {
  const { columns, uniqueSets: matchOn } = table
  const byMatch = {
    upsert: { matchOn },
    update: { matchOn },
    create: { matchOn },
    delete: { matchOn },
  }
  return {
    name: formatTableName(table, schema),
    fields: Object.fromEntries(columns.map((column) => [column.name, toField(column, table)])),
    operations: { ...(matchOn.length > 0 ? byMatch : {}), append: {}, replace: {} },
    isOpen,
  }
}

function toField(column: TableColumn, { uniqueSets }: Table): FieldDefinition {
  const isUnique = uniqueSets.some((set) => set.length === 1 && set[0] === column.name)
  const labels = column.dataType === 'enum' ? labelsOf(column.type) : undefined
  const isBounded = /^(var)?char$/.test(column.dataType)
  return {
    type: valueTypeOf(column),
    ...(column.isRequired ? { required: true } : {}),
    ...(column.isReadOnly ? { readOnly: true } : {}),
    ...(isUnique ? { unique: true } : {}),
    ...(isBounded ? { maxLength: Number(column.characters) } : {}),
    ...(labels ? { enum: labels } : {}),
    ...(column.isNullable ? {} : { nullable: false }),
  }
}

/** The labels of `enum('a','it''s')`. */
function labelsOf(type: string): string[] {
  return Array.from(type.matchAll(/'((?:[^']|'')*)'/g), ([, label = '']) =>
    label.replaceAll("''", "'"),
  )
}
