import { RevError, type Column } from '@revetl/sdk'
import type { ModelColumn } from '@revetl/sdk/sql'
import { jsonRefusalSql, plainJsonSql, readJsonSql } from './json-sql.ts'

/** A column of a model; its type is Snowflake's name for it. */
export type SnowflakeColumn = ModelColumn<string>

// Types whose text in SQL is that of a read by the documents. What the API writes of others depends on the session, or is
// told nowhere.
const written =
  /^(NUMBER\(|(FLOAT|BOOLEAN|DATE|TIME|TEXT|VARCHAR|BINARY|VARIANT|OBJECT|ARRAY|TIMESTAMP_(NTZ|LTZ|TZ))$)/

/** @throws `REV_MODEL_SQL` for a type that is not written in SQL as a read has it */
export function requireText({ column: { name }, type }: SnowflakeColumn): void {
  if (written.test(type)) return
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to compare the model in Snowflake: ${name} is of type ${type}, which has no text there that equals that of a read.`,
    { hint: `Write ${name} as another type in the SQL, or set \`diff: local\`.` },
  )
}

/** SQL of the text that a read gives for a value, made as `canonical-text.ts` makes it; of a number any text of it. */
export function textSql(column: SnowflakeColumn): string {
  const plain = plainSql(column)
  return column.column.type === 'json' ? readJsonSql(plain) : plain
}

/** SQL of a text that is another one for each other value. */
function plainSql({ column, reference }: SnowflakeColumn): string {
  switch (column.type) {
    case 'string':
      return reference
    case 'number':
      return numberSql(reference)
    case 'date':
      return `to_varchar(${reference}, 'YYYY-MM-DD')`
    case 'time':
      return withoutZeros(`to_varchar(${reference}, 'HH24:MI:SS.FF9')`)
    case 'timestamp':
      return timestampSql(reference)
    case 'timestamptz':
      return `${timestampSql(`convert_timezone('UTC', ${reference})`)} || 'Z'`
    case 'bytes':
      return `base64_encode(${reference})`
    case 'json':
      return plainJsonSql(reference)
    default:
      return `to_varchar(${reference})`
  }
}

// Words of what is no number, which is equal to itself: https://docs.snowflake.com/en/sql-reference/data-types-numeric (read 2026-11-27)
const words = { inf: 'Infinity', '-inf': '-Infinity', NaN: 'NaN' }

/** As a read asks for it: all digits that tell it from its neighbours. */
function numberSql(reference: string): string {
  const cases = Object.entries(words).map(
    ([word, text]) => `when ${reference} = '${word}'::float then '${text}'`,
  )
  return `case ${cases.join(' ')} else to_varchar(${reference}, 'TME') end`
}

// Nine digits whatever the type keeps: https://docs.snowflake.com/en/sql-reference/date-time-input-output (read 2026-11-27)
function timestampSql(reference: string): string {
  return withoutZeros(`to_varchar(${reference}, 'YYYY-MM-DD"T"HH24:MI:SS.FF9')`)
}

/** A text with a point in it without the zeros at its end, and without the point where nothing follows it. */
function withoutZeros(text: string): string {
  return `regexp_replace(${text}, '[.]?0+$', '')`
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(column: SnowflakeColumn): string {
  const { column: described, reference } = column
  switch (described.type) {
    case 'integer':
    case 'boolean':
      return reference
    case 'number':
      // 0 and -0 are one.
      return `${reference} + 0`
    case 'decimal':
      return hasPoint(described) ? withoutZeros(plainSql(column)) : plainSql(column)
    default:
      return textSql(column)
  }
}

function hasPoint({ scale = 0 }: Column): boolean {
  return scale > 0
}

/** SQL of 128 bits over values, injective: each says how long it is, and a null is none. */
export function printSql(salt: string, columns: readonly SnowflakeColumn[]): string {
  const values = columns.map((column) => {
    const text = plainSql(column)
    return `coalesce(to_varchar(length(${text})) || ':' || ${text}, '-')`
  })
  return `md5(${[`'${salt}'`, ...values].join(' || ')})`
}

/** SQL of why a value cannot be compared in the database. */
export function refusalSql({ column, reference }: SnowflakeColumn): string | undefined {
  return column.type === 'json' ? jsonRefusalSql(column.name, reference) : undefined
}
