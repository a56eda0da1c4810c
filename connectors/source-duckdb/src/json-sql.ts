import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  DuckDBUnionType,
  type DuckDBType,
} from '@duckdb/node-api'
import { isJson, toValueType } from './column-types.ts'
import { scalarSql } from './scalar-sql.ts'
import { quoteText } from './sql-text.ts'

/** Whether values of a type consist of others. */
export function isNested(type: DuckDBType): boolean {
  return (
    type instanceof DuckDBListType ||
    type instanceof DuckDBArrayType ||
    type instanceof DuckDBStructType ||
    type instanceof DuckDBMapType ||
    type instanceof DuckDBUnionType
  )
}

/**
 * SQL for a value as JSON text with exact numbers, NULL for a null. DuckDB's own `to_json` rounds decimals and writes
 * times its own way, so it serves for texts alone.
 */
export function jsonSql(type: DuckDBType, value: string, depth = 0): string {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    return listSql(type.valueType, value, depth)
  }
  if (type instanceof DuckDBStructType) return structSql(type, value, depth)
  if (type instanceof DuckDBMapType) return mapSql(type, value, depth)
  if (type instanceof DuckDBUnionType) return unionSql(type, value, depth)
  return leafSql(type, value)
}

function leafSql(type: DuckDBType, value: string): string {
  const text = scalarSql(type, value)
  if (isJson(type) || type.typeId === DuckDBTypeId.VARIANT) return text
  const valueType = toValueType(type)
  if (['boolean', 'integer', 'decimal'].includes(valueType)) return text
  // Nested NaN and infinities become texts, for JSON has no numbers for them.
  if (valueType === 'number') {
    return `CASE WHEN isfinite(${value}) THEN ${text} ELSE '"' || ${text} || '"' END`
  }
  return valueType === 'string' ? `CAST(to_json(${text}) AS VARCHAR)` : `'"' || ${text} || '"'`
}

function orNull(sql: string): string {
  return `coalesce(${sql}, 'null')`
}

function listSql(items: DuckDBType, value: string, depth: number): string {
  const item = `rev_item_${depth}`
  const texts = `list_transform(${value}, lambda ${item}: ${orNull(jsonSql(items, item, depth + 1))})`
  return `'[' || array_to_string(${texts}, ',') || ']'`
}

function structSql(type: DuckDBStructType, value: string, depth: number): string {
  const isTuple = type.entryNames.every((name) => name === '')
  const entries = type.entryTypes.map((entry, index) => {
    const name = type.entryNames[index] ?? ''
    const part = isTuple ? index + 1 : quoteText(name)
    const text = orNull(jsonSql(entry, `struct_extract(${value}, ${part})`, depth))
    return isTuple ? text : `${quoteText(`${JSON.stringify(name)}:`)}, ${text}`
  })
  const [open, close] = isTuple ? ['[', ']'] : ['{', '}']
  const list = entries.join(", ',', ")
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE concat('${open}', ${list}, '${close}') END`
}

function mapSql(type: DuckDBMapType, value: string, depth: number): string {
  const item = `rev_item_${depth}`
  const isText = !isNested(type.keyType)
  const key = isText
    ? scalarSql(type.keyType, `${item}.key`)
    : jsonSql(type.keyType, `${item}.key`, depth + 1)
  const text = orNull(jsonSql(type.valueType, `${item}.value`, depth + 1))
  const entry = `concat(CAST(to_json(${key}) AS VARCHAR), ':', ${text})`
  return `'{' || array_to_string(list_transform(map_entries(${value}), lambda ${item}: ${entry}), ',') || '}'`
}

function unionSql(type: DuckDBUnionType, value: string, depth: number): string {
  const cases = type.memberTypes.map((member, index) => {
    const tag = type.memberTags[index] ?? ''
    const text = orNull(jsonSql(member, `union_extract(${value}, ${quoteText(tag)})`, depth))
    return `WHEN ${quoteText(tag)} THEN concat(${quoteText(`{${JSON.stringify(tag)}:`)}, ${text}, '}')`
  })
  return `CASE CAST(union_tag(${value}) AS VARCHAR) ${cases.join(' ')} END`
}
