import type { Column } from '@revetl/sdk'
import type { ModelColumn } from '@revetl/sdk/sql'
import type { TypeFacts, TypeOptions } from '../column-types.ts'
import { floatText } from './float-text.ts'

/** A column of a model with what the server says of its type. */
export type MysqlColumn = ModelColumn<TypeFacts>

/** SQL of the text that a read gives for a value, made as `canonical-text.ts` makes it; of a number any text of it. */
export function textSql(
  column: MysqlColumn,
  { zeroDates }: Pick<TypeOptions, 'zeroDates'>,
): string {
  const { type, reference } = column
  const value = plainSql(column)
  const text = `cast(${value} as char)`
  const dated = (form: string): string =>
    zeroDates === 'keep' ? form : `case when not ${isNoDate(reference)} then ${form} end`
  switch (column.column.type) {
    case 'boolean':
      return booleanText(value)
    case 'integer':
    case 'decimal':
      return text
    case 'number':
      return type.name === 'float' ? floatText(reference) : text
    case 'bytes':
      // Its lines are broken.
      return `replace(to_base64(${value}), char(10 using utf8mb4), '')`
    case 'date':
      return dated(text)
    case 'timestamp':
      return dated(timestampText(text))
    case 'timestamptz':
      return dated(`concat(${timestampText(text)}, 'Z')`)
    case 'time':
      return withoutZeros(text)
    case 'interval':
      return intervalText(text)
    default:
      return value
  }
}

/** SQL of a value whose text in a statement has all that there is of it. */
export function plainSql({ column, type, reference }: MysqlColumn): string {
  // Both would be printed with zeros before the digits, or as bytes.
  if (type.name === 'bit' || type.isPadded || type.name === 'year') return `${reference} + 0`
  if (type.name === 'float') return `cast(${reference} as double)`
  if (column.type === 'bytes') return `cast(${reference} as binary)`
  const isText: readonly Column['type'][] = ['string', 'json', 'uuid']
  return isText.includes(column.type) ? `convert(${reference} using utf8mb4)` : reference
}

/** A decimal, or the end of a time, without the zeros after the point. */
export function withoutZeros(text: string): string {
  const trimmed = `trim(trailing '.' from trim(trailing '0' from ${text}))`
  return `if(locate('.', ${text}) > 0, ${trimmed}, ${text})`
}

function booleanText(value: string): string {
  return `case ${value} when 0 then 'false' when 1 then 'true' end`
}

function timestampText(text: string): string {
  return `concat(left(${text}, 10), 'T', ${withoutZeros(`substr(${text}, 12)`)})`
}

/** A month or a day of 0, or one that its month does not have. */
function isNoDate(reference: string): string {
  const first = `concat(left(cast(${reference} as char), 8), '01')`
  const isBeyond = `dayofmonth(${reference}) > dayofmonth(last_day(${first}))`
  return `(month(${reference}) = 0 or dayofmonth(${reference}) = 0 or ${isBeyond})`
}

/** A span of time from the text that the server prints: -838:59:59.000000. */
function intervalText(text: string): string {
  const sign = `if(left(${text}, 1) = '-', '-', '')`
  const parts = `trim(leading '-' from ${text})`
  const hours = `cast(substring_index(${parts}, ':', 1) as unsigned)`
  const minutes = `cast(substring_index(substring_index(${parts}, ':', 2), ':', -1) as unsigned)`
  const seconds = `substring_index(${parts}, ':', -1)`
  const digits = `concat(cast(left(${seconds}, 2) as unsigned), ${withoutZeros(`substr(${seconds}, 3)`)})`
  const given = [
    [hours, 'H'],
    [minutes, 'M'],
    [digits, 'S'],
  ].map(([count, unit]) => `if(${count} = '0', '', concat(${sign}, ${count}, '${unit}'))`)
  const all = `concat(${given.join(', ')})`
  return `case when ${text} is not null then concat('PT', if(${all} = '', '0S', ${all})) end`
}
