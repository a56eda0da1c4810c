import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api'
import type { ValueType } from '@revetl/sdk'
import { isJson, toValueType } from './column-types.ts'

/** SQL for the canonical text of a value that is no list, structure, map or union; NULL for a null. */
export function scalarSql(type: DuckDBType, value: string): string {
  if (isJson(type)) return validJsonSql(`CAST(${value} AS VARCHAR)`)
  if (type.typeId === DuckDBTypeId.VARIANT) {
    return validJsonSql(`CAST(CAST(${value} AS JSON) AS VARCHAR)`)
  }
  // Its years lie between 1677 and 2262, and the bounds below do not fit into it.
  if (type.typeId === DuckDBTypeId.TIMESTAMP_NS) return isoSql(value)
  // A cast keeps the collation of a column, by which two texts that differ may be one key.
  if (type.typeId === DuckDBTypeId.VARCHAR) return `(${value} COLLATE "binary")`
  const convert = converters[toValueType(type)]
  return convert === undefined ? `CAST(${value} AS VARCHAR)` : convert(value)
}

const converters: { readonly [Type in ValueType]?: (value: string) => string } = {
  number: numberSql,
  date: (value) => calendarSql(value, 'DATE', '9999-12-31'),
  timestamp: timestampSql,
  timestamptz: (value) =>
    `${timestampSql(`(${value} AT TIME ZONE 'UTC')`)} || CASE WHEN isfinite(${value}) THEN 'Z' ELSE '' END`,
  interval: intervalSql,
  bytes: (value) => `base64(${value})`,
}

/** DuckDB writes 1.0, nan and inf where the canonical text is 1, NaN and Infinity. */
function numberSql(value: string): string {
  const text = `CAST(${value} AS VARCHAR)`
  return (
    `CASE WHEN suffix(${text}, '.0') THEN left(${text}, -2) WHEN isfinite(${value}) THEN ${text} ` +
    `WHEN isnan(${value}) THEN 'NaN' WHEN ${value} > 0 THEN 'Infinity' ` +
    `WHEN ${value} < 0 THEN '-Infinity' END`
  )
}

function isoSql(value: string): string {
  return `replace(CAST(${value} AS VARCHAR), ' ', 'T')`
}

function timestampSql(value: string): string {
  return calendarSql(value, 'TIMESTAMP', '9999-12-31 23:59:59.999999')
}

/** ISO 8601 counts years before 1 as 0, -1, …; DuckDB writes them as (BC). Infinities stay words. */
function calendarSql(value: string, type: 'DATE' | 'TIMESTAMP', last: string): string {
  const usual = isoSql(value)
  const sign = `CASE WHEN year(${value}) < 0 THEN '-' ELSE '' END`
  const year = `${sign} || lpad(CAST(abs(year(${value})) AS VARCHAR), 4, '0')`
  const beforeChrist = `regexp_replace(replace(${usual}, 'T(BC)', ''), '^[0-9]+', ${year})`
  // A date of the common era has no space to replace, which would cost as much as all the rest.
  const common = type === 'DATE' ? `CAST(${value} AS VARCHAR)` : usual
  return (
    `CASE WHEN ${value} BETWEEN ${type} '0001-01-01' AND ${type} '${last}' THEN ${common} ` +
    `WHEN isfinite(${value}) AND year(${value}) < 1 THEN ${beforeChrist} ELSE ${usual} END`
  )
}

function intervalSql(value: string): string {
  const part = (name: string) => `date_part('${name}', ${value})`
  const unit = (name: string, letter: string) =>
    `CASE WHEN ${part(name)} <> 0 THEN CAST(${part(name)} AS VARCHAR) || '${letter}' ELSE '' END`
  // DuckDB's microseconds of an interval include its whole seconds.
  const micros = `CAST(${part('microsecond')} AS DECIMAL(18, 0))`
  const seconds = `regexp_replace(CAST(${micros} * 0.000001 AS VARCHAR), '\\.?0+$', '') || 'S'`
  const fraction = `CASE WHEN ${part('microsecond')} <> 0 THEN ${seconds} ELSE '' END`
  const days = `concat(${unit('year', 'Y')}, ${unit('month', 'M')}, ${unit('day', 'D')})`
  const time = `concat(${unit('hour', 'H')}, ${unit('minute', 'M')}, ${fraction})`
  return (
    `CASE WHEN ${value} IS NULL THEN NULL WHEN ${time} <> '' THEN 'P' || ${days} || 'T' || ${time} ` +
    `WHEN ${days} <> '' THEN 'P' || ${days} ELSE 'PT0S' END`
  )
}

// DuckDB takes NaN and Infinity for JSON, which no other parser does: such a value becomes one JSON text.
function validJsonSql(text: string): string {
  const bare = `regexp_replace(${text}, '"(\\\\.|[^"\\\\])*"', '', 'g')`
  return (
    `CASE WHEN regexp_matches(${text}, '(?i)nan|inf') AND regexp_matches(${bare}, '(?i)nan|inf') ` +
    `THEN CAST(to_json(${text}) AS VARCHAR) ELSE ${text} END`
  )
}
