import type { ValueType } from '@revetl/sdk'
import type { TableColumn } from './table.ts'

/** Families of types that take values in the same way. */
const families = {
  whole: ['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'year'],
  exact: ['decimal'],
  double: ['float', 'double'],
  bit: ['bit'],
  date: ['date'],
  moment: ['datetime', 'timestamp'],
  time: ['time'],
  bytes: [
    'binary',
    'varbinary',
    'tinyblob',
    'blob',
    'mediumblob',
    'longblob',
    'vector',
    'geometry',
    'point',
    'linestring',
    'polygon',
    'multipoint',
    'multilinestring',
    'multipolygon',
    'geometrycollection',
    'geomcollection',
  ],
  json: ['json'],
  uuid: ['uuid'],
} as const

/** How a column takes values; `text` for all that read their own text. */
export type Family = keyof typeof families | 'text'

/** The family of a column. */
export function familyOf({ dataType }: Pick<TableColumn, 'dataType'>): Family {
  for (const [family, names] of Object.entries(families)) {
    if ((names as readonly string[]).includes(dataType)) return family as Family
  }
  return 'text'
}

/** The value type of a column. */
export function valueTypeOf(column: TableColumn): ValueType {
  if (column.dataType === 'timestamp') return 'timestamptz'
  if (column.dataType === 'bigint' && column.type.includes('unsigned')) return 'decimal'
  if (column.dataType === 'bit') return column.type === 'bit(1)' ? 'boolean' : 'integer'
  return valueTypeByFamily[familyOf(column)]
}

const valueTypeByFamily: Readonly<Record<Family, ValueType>> = {
  whole: 'integer',
  exact: 'decimal',
  double: 'number',
  bit: 'integer',
  date: 'date',
  moment: 'timestamp',
  time: 'time',
  bytes: 'bytes',
  json: 'json',
  uuid: 'uuid',
  text: 'string',
}

/** The type of the column that is made for a value type. A key cannot be a text without a bound. */
export const columnTypeFor: Readonly<Record<ValueType, string>> = {
  boolean: 'tinyint(1)',
  integer: 'bigint',
  decimal: 'decimal(65,30)',
  number: 'double',
  string: 'longtext character set utf8mb4',
  date: 'date',
  time: 'time(6)',
  timestamp: 'datetime(6)',
  timestamptz: 'timestamp(6) null',
  interval: 'varchar(100) character set utf8mb4',
  uuid: 'char(36) character set ascii',
  bytes: 'longblob',
  json: 'json',
}

/** The type of a key column, told apart byte by byte as rev does. */
export const keyTypeFor: Readonly<Record<ValueType, string>> = {
  ...columnTypeFor,
  string: 'varchar(255) character set utf8mb4 collate utf8mb4_bin',
  timestamptz: 'timestamp(6) not null default current_timestamp(6)',
  bytes: 'varbinary(255)',
  json: 'varchar(255) character set utf8mb4 collate utf8mb4_bin',
}
