import type { Batch, RunContext } from '@revetl/sdk'
import {
  missingColumns,
  missingTable,
  parseTableName,
  requireUniqueIndex,
  type TableName,
} from '@revetl/sdk/sql'
import type { ClientBase } from 'pg'
import { columnTypeFor } from './column-types.ts'
import type { PostgresConfig } from './config.ts'
import { databaseOf, returnClient, takeClient, type Database } from './database.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { writeError } from './server-errors.ts'
import { findTable, type Table } from './table.ts'
import { quoteTable } from './quote-table.ts'

/** What a write asks of a table. */
export type TableUse = Pick<Batch, 'object' | 'matchOn' | 'fields' | 'operation'>

/**
 * The table of a write with every column that it needs; missing ones are made where the configuration says so.
 * @throws `REV_CONFIG_REFERENCE`, `REV_CONFIG_MAPPING`, `REV_CONFIG_INVALID`
 */
export async function tableFor(use: TableUse, ctx: RunContext<PostgresConfig>): Promise<Table> {
  const database = databaseOf(ctx)
  const { name } = use.object
  // One after the other: several batches of a run may be the first.
  const earlier = database.tables.get(name)
  const table = (earlier ?? Promise.resolve(undefined))
    .catch(() => undefined)
    .then(async (known) =>
      known && missingFields(known, use).length === 0
        ? known
        : loadTable(database, use, ctx.config),
    )
  database.tables.set(name, table)
  const loaded = await table
  if (use.matchOn.length > 0) requireUniqueIndex(loaded, use.matchOn, createIndex(loaded, use))
  return loaded
}

/** Forgets a table, so that the next write looks at it again. */
export function forgetTable(use: Pick<TableUse, 'object'>, ctx: RunContext<PostgresConfig>): void {
  databaseOf(ctx).tables.delete(use.object.name)
}

async function loadTable(
  database: Database,
  use: TableUse,
  config: PostgresConfig,
): Promise<Table> {
  const name = parseTableName(use.object.name, config.schema)
  const client = await takeClient(database)
  try {
    return await findOrMake(client, { name, use, config })
  } catch (error) {
    throw writeError(error, use.object.name)
  } finally {
    returnClient(client, false)
  }
}

interface TableRequest {
  readonly name: TableName
  readonly use: TableUse
  readonly config: PostgresConfig
}

async function findOrMake(client: ClientBase, request: TableRequest): Promise<Table> {
  const { name, use, config } = request
  let table = await findTable(client, name)
  if (!table && config.createTables) {
    await client.query(createTable(name, use))
    table = await findTable(client, name)
  }
  if (!table) throw missingTable(use.object.name)
  const missing = missingFields(table, use)
  if (missing.length === 0) return table
  if (!config.addColumns) throw missingColumns(table.sql, missing)
  await client.query(addColumns(table, use, missing))
  return (await findTable(client, name)) ?? table
}

function createTable(name: TableName, { fields, matchOn }: TableUse): string {
  const columns = fields.map(
    (field) => `${quoteIdentifier(field.name)} ${columnTypeFor[field.type]}`,
  )
  const key = matchOn.length > 0 ? [`primary key (${matchOn.map(quoteIdentifier).join(', ')})`] : []
  return `create table if not exists ${quoteTable(name)} (${[...columns, ...key].join(', ')})`
}

function addColumns(table: Table, { fields }: TableUse, missing: readonly string[]): string {
  const columns = fields
    .filter((field) => missing.includes(field.name))
    .map(
      (field) =>
        `add column if not exists ${quoteIdentifier(field.name)} ${columnTypeFor[field.type]}`,
    )
  return `alter table ${table.sql} ${columns.join(', ')}`
}

function missingFields(table: Table, { fields }: TableUse): readonly string[] {
  const known = new Set(table.columns.map((column) => column.name))
  return fields.map((field) => field.name).filter((name) => !known.has(name))
}

function createIndex({ sql }: Table, { matchOn }: TableUse): string {
  return `create unique index on ${sql} (${matchOn.map(quoteIdentifier).join(', ')});`
}
