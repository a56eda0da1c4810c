import { configError, type Batch, type RunContext } from '@revetl/sdk'
import {
  missingColumns,
  missingTable,
  parseTableName,
  requireUniqueIndex,
  type TableName,
} from '@revetl/sdk/sql'
import type { Connection } from 'mysql2/promise'
import { columnTypeFor, keyTypeFor } from './column-types.ts'
import type { MysqlConfig } from './config.ts'
import {
  databaseOf,
  defaultSchema,
  returnConnection,
  takeConnection,
  type Database,
} from './database.ts'
import { quoteName, quoteTable } from './quote-name.ts'
import { writeError } from './server-errors.ts'
import { findTable, type Table } from './table.ts'

/** What a write asks of a table. */
export type TableUse = Pick<Batch, 'object' | 'matchOn' | 'fields' | 'operation'>

/**
 * The table of a write with every column that it needs; missing ones are made where the configuration says so.
 * @throws `REV_CONFIG_REFERENCE`, `REV_CONFIG_MAPPING`, `REV_CONFIG_INVALID`
 */
export async function tableFor(use: TableUse, ctx: RunContext<MysqlConfig>): Promise<Table> {
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
  requireTransactions(loaded)
  if (use.matchOn.length > 0) requireUniqueIndex(loaded, use.matchOn, createIndex(loaded, use))
  return loaded
}

/** Forgets a table, so that the next write looks at it again. */
export function forgetTable(use: Pick<TableUse, 'object'>, ctx: RunContext<MysqlConfig>): void {
  databaseOf(ctx).tables.delete(use.object.name)
}

async function loadTable(database: Database, use: TableUse, config: MysqlConfig): Promise<Table> {
  const name = parseTableName(use.object.name, defaultSchema(database))
  const connection = await takeConnection(database)
  try {
    return await findOrMake(connection, { name, use, config })
  } catch (error) {
    throw writeError(error, use.object.name)
  } finally {
    returnConnection(connection, false)
  }
}

interface TableRequest {
  readonly name: TableName
  readonly use: TableUse
  readonly config: MysqlConfig
}

async function findOrMake(connection: Connection, request: TableRequest): Promise<Table> {
  const { name, use, config } = request
  let table = await findTable(connection, name)
  if (!table && config.createTables) {
    await connection.query(createTable(name, use))
    table = await findTable(connection, name)
  }
  if (!table) throw missingTable(use.object.name)
  const missing = missingFields(table, use)
  if (missing.length === 0) return table
  if (!config.addColumns) throw missingColumns(table.sql, missing)
  await connection.query(addColumns(table, use, missing))
  return (await findTable(connection, name)) ?? table
}

function createTable(name: TableName, { fields, matchOn }: TableUse): string {
  const columns = fields.map((field) => {
    const types = matchOn.includes(field.name) ? keyTypeFor : columnTypeFor
    return `${quoteName(field.name)} ${types[field.type]}`
  })
  const key = matchOn.length > 0 ? [`primary key (${matchOn.map(quoteName).join(', ')})`] : []
  return `create table if not exists ${quoteTable(name)} (${[...columns, ...key].join(', ')})`
}

function addColumns(table: Table, { fields }: TableUse, missing: readonly string[]): string {
  const columns = fields
    .filter((field) => missing.includes(field.name))
    .map((field) => `add column ${quoteName(field.name)} ${columnTypeFor[field.type]}`)
  return `alter table ${table.sql} ${columns.join(', ')}`
}

function missingFields(table: Table, { fields }: TableUse): readonly string[] {
  const known = new Set(table.columns.map((column) => column.name))
  return fields.map((field) => field.name).filter((name) => !known.has(name))
}

function createIndex({ sql }: Table, { matchOn }: TableUse): string {
  return `alter table ${sql} add unique (${matchOn.map(quoteName).join(', ')});`
}

/** Without them a statement that fails in the middle stays done up to there, and nobody knows how far. */
function requireTransactions({ sql, hasTransactions }: Table): void {
  if (hasTransactions) return
  throw configError(`Failed to write to ${sql}: its storage engine has no transactions.`, {
    hint: `alter table ${sql} engine = InnoDB;`,
    delivery: 'not-applied',
  })
}
