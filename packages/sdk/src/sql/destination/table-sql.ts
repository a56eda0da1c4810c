import type { BatchField } from '../../batch.ts'
import type { TableName } from '../table-name.ts'
import type { SqlColumn, TableUse } from './sql-table.ts'
import type { SqlDialect } from './sql-database.ts'

type Quote = (name: string) => string
type Dialect = Omit<SqlDialect<SqlColumn>, 'fieldOf'>

/** The name of a table in SQL: its schema and its own, both quoted. */
export function quoteTable({ schema, table }: TableName, quoteIdentifier: Quote): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
}

/** The statement that makes a table from the mapped fields, with the match fields as its primary key. */
export function createTableSql(dialect: Dialect, name: TableName, use: TableUse): string {
  const { fields, matchOn } = use
  const { quoteIdentifier, columnType } = dialect
  const columns = fields.map((field) => {
    const type = columnType(field.type, matchOn.includes(field.name))
    return `${quoteIdentifier(field.name)} ${type}`
  })
  const key = matchOn.length > 0 ? [`primary key (${listNames(dialect, matchOn)})`] : []
  const table = quoteTable(name, quoteIdentifier)
  return `create table if not exists ${table} (${[...columns, ...key].join(', ')})`
}

/** The statement that adds columns to a table. */
export function addColumnsSql(
  { quoteIdentifier, columnType, addColumn }: Dialect,
  table: string,
  fields: readonly BatchField[],
): string {
  const columns = fields.map(
    ({ name, type }) => `${addColumn} ${quoteIdentifier(name)} ${columnType(type, false)}`,
  )
  return `alter table ${table} ${columns.join(', ')}`
}

/** The statement that makes the match fields unique, for a person to run. */
export function uniqueIndexSql(dialect: Dialect, table: string, { matchOn }: TableUse): string {
  return `${dialect.uniqueIndex(table, listNames(dialect, matchOn))};`
}

function listNames({ quoteIdentifier }: Dialect, names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ')
}
