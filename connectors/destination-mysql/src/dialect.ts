import type { SqlDialect } from '@revetl/sdk/sql'
import { columnTypeFor, keyTypeFor, valueTypeOf } from './column-types.ts'
import { quoteName } from './quote-name.ts'
import type { TableColumn } from './table.ts'

/** How MariaDB and MySQL write names and types. */
export const dialect: SqlDialect<TableColumn> = {
  quoteIdentifier: quoteName,
  columnType: (type, isKey) => (isKey ? keyTypeFor : columnTypeFor)[type],
  addColumn: 'add column',
  uniqueIndex: (table, columns) => `alter table ${table} add unique (${columns})`,
  fieldOf: (column) => ({
    type: valueTypeOf(column),
    ...(/^(var)?char$/.test(column.dataType) ? { maxLength: Number(column.characters) } : {}),
    ...(column.dataType === 'enum' ? { enum: labelsOf(column.type) } : {}),
  }),
}

/** The labels of `enum('a','it''s')`. */
function labelsOf(type: string): string[] {
  return Array.from(type.matchAll(/'((?:[^']|'')*)'/g), ([, label = '']) =>
    label.replaceAll("''", "'"),
  )
}
