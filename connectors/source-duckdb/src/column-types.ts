import { DuckDBDecimalType, DuckDBTypeId, type DuckDBType } from '@duckdb/node-api'
import type { Column, ValueType } from '@revetl/sdk'

// An `integer` has at most 64 bits, as in every source; wider ones are decimals without a fraction.
const valueTypeOf: Partial<Record<DuckDBTypeId, ValueType>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'integer',
  [DuckDBTypeId.HUGEINT]: 'decimal',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'integer',
  [DuckDBTypeId.UBIGINT]: 'decimal',
  [DuckDBTypeId.UHUGEINT]: 'decimal',
  [DuckDBTypeId.BIGNUM]: 'decimal',
  [DuckDBTypeId.DECIMAL]: 'decimal',
  [DuckDBTypeId.FLOAT]: 'number',
  [DuckDBTypeId.DOUBLE]: 'number',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIME]: 'time',
  [DuckDBTypeId.TIME_NS]: 'time',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamptz',
  [DuckDBTypeId.INTERVAL]: 'interval',
  [DuckDBTypeId.UUID]: 'uuid',
  [DuckDBTypeId.BLOB]: 'bytes',
  [DuckDBTypeId.LIST]: 'json',
  [DuckDBTypeId.ARRAY]: 'json',
  [DuckDBTypeId.STRUCT]: 'json',
  [DuckDBTypeId.MAP]: 'json',
  [DuckDBTypeId.UNION]: 'json',
  [DuckDBTypeId.VARIANT]: 'json',
}

/** Whether a type is DuckDB's JSON, which is text by another name. */
export function isJson(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON'
}

/** The value type of a DuckDB type; what has none of its own is text. */
export function toValueType(type: DuckDBType): ValueType {
  return isJson(type) ? 'json' : (valueTypeOf[type.typeId] ?? 'string')
}

/** A model's column from a column of a DuckDB query. */
export function toColumn(name: string, type: DuckDBType): Column {
  return {
    name,
    type: toValueType(type),
    sourceType: isJson(type) ? 'JSON' : type.toString(),
    ...digitsOf(type),
  }
}

const wholeDigits: Partial<Record<DuckDBTypeId, number>> = {
  [DuckDBTypeId.UBIGINT]: 20,
  [DuckDBTypeId.HUGEINT]: 39,
  [DuckDBTypeId.UHUGEINT]: 39,
}

function digitsOf(type: DuckDBType): Pick<Column, 'precision' | 'scale'> {
  if (type instanceof DuckDBDecimalType) return { precision: type.width, scale: type.scale }
  const precision = wholeDigits[type.typeId]
  return precision === undefined ? {} : { precision, scale: 0 }
}
