import { postgresValueType, type SqlDialect } from '@revetl/sdk/sql'
import { columnTypeFor, maxLengthOf } from './column-types.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import type { TableColumn } from './table.ts'

/** How Postgres writes names and types. */
export const dialect: SqlDialect<TableColumn> = {
  quoteIdentifier,
  columnType: (type) => columnTypeFor[type],
  addColumn: 'add column if not exists',
  uniqueIndex: (table, columns) => `create unique index on ${table} (${columns})`,
  fieldOf: (column) => {
    const maxLength = maxLengthOf(column)
    return {
      type: postgresValueType(column),
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(column.labels ? { enum: column.labels } : {}),
    }
  },
}
