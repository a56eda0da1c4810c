import { RevError } from '@revetl/sdk'
import type { ModelColumn, PostgresField } from '@revetl/sdk/sql'
import { isReal } from '../column-types.ts'
import { textBytesMax } from './dialect.ts'
import { floatText } from './float-text.ts'

/** A column of a model with what the server says of its type. */
export type RedshiftColumn = ModelColumn<PostgresField>

const oids = { character: 1042, varchar: 1043 } as const

// Of these a reader gets a text that no expression of the documents gives.
const unwritten = /^(interval|hllsketch|geometry|geography|type )/

/** @throws `REV_MODEL_SQL` for a type that the server does not write as a read has it */
export function requireText({ column: { name, sourceType = '' } }: RedshiftColumn): void {
  if (!unwritten.test(sourceType)) return
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to compare the model in Redshift: ${name} is of type ${sourceType}, which has no text there that equals that of a read.`,
    { hint: `Write ${name} as another type in the SQL, or set \`diff: local\`.` },
  )
}

/** SQL of the text that a read gives for a value, made as `canonical-text.ts` makes it; of a number any text of it. */
export function textSql(column: RedshiftColumn): string {
  const { type, reference } = column
  const long = longText(column)
  // What no table can hold is null here, and refused.
  if (long !== undefined) {
    return `case when octet_length(${long}) <= ${textBytesMax} then (${long})::varchar(${textBytesMax}) end`
  }
  switch (column.column.type) {
    case 'number':
      return isReal(type) ? floatText(reference) : plainSql(column)
    case 'timestamp':
      return firstSpaceToT(plainSql(column))
    case 'timestamptz':
      return `replace(${firstSpaceToT(plainSql(column))}, '+00', 'Z')`
    case 'string':
      // A cast cuts the blanks off that a read gives.
      return isCharacter(type) ? `rpad(${plainSql(column)}, ${lengthOf(type)})` : reference
    default:
      return plainSql(column)
  }
}

/** The text of a value that can be longer than a table holds; undefined where none is. */
function longText(column: RedshiftColumn): string | undefined {
  const { type, reference } = column
  switch (column.column.type) {
    case 'bytes':
      return `replace(from_varbyte(${reference}, 'base64'), chr(10), '')`
    case 'json':
      return plainSql(column)
    case 'string': {
      const length = lengthOf(type)
      const isShort = type.dataTypeID === oids.varchar && length > 0 && length <= textBytesMax
      return isShort || isCharacter(type) ? undefined : plainSql(column)
    }
    default:
      return undefined
  }
}

function isCharacter(type: PostgresField): boolean {
  return type.dataTypeID === oids.character && lengthOf(type) > 0
}

/** The length that a type declares: its modifier is that and four. */
function lengthOf({ dataTypeModifier }: PostgresField): number {
  return dataTypeModifier - 4
}

/** SQL of a text that is another one for each other value. */
function plainSql({ column, type, reference }: RedshiftColumn): string {
  switch (column.type) {
    case 'boolean':
      return `case when ${reference} then 'true' when not ${reference} then 'false' end`
    case 'number':
      return `${reference}::${isReal(type) ? 'float8::' : ''}varchar`
    case 'bytes':
      return `from_varbyte(${reference}, 'hex')`
    case 'json':
      // Of a null it would be a text: https://docs.aws.amazon.com/redshift/latest/dg/JSON_SERIALIZE.html (read 2026-11-27)
      return `case when ${reference} is not null then json_serialize(${reference}) end`
    default:
      return `${reference}::varchar`
  }
}

/** SQL of a key: equal exactly where the local engine takes two for one, as texts are compared. */
export function keySql(column: RedshiftColumn): string {
  const text = textSql(column)
  switch (column.column.type) {
    case 'integer':
      return `${column.reference}::bigint`
    case 'number':
      // By its text: 0.1 of four bytes is another number in eight.
      return `(${text})::float8`
    case 'boolean':
      return column.reference
    case 'decimal':
      return `case when strpos(${text}, '.') > 0 then rtrim(rtrim(${text}, '0'), '.') else ${text} end`
    default:
      return text
  }
}

/** SQL of 128 bits over values, injective: of each its hash, so that none is longer than a text can be. */
export function printSql(salt: string, columns: readonly RedshiftColumn[]): string {
  const prints = columns.map((column) => `coalesce(md5(${plainSql(column)}), '-')`)
  return `md5(${[`'${salt}'`, ...prints].join(' || ')})`
}

/** SQL of why a value cannot be compared in the database. */
export function refusalSql(column: RedshiftColumn): string | undefined {
  const { column: described, type, reference } = column
  const { name, type: valueType } = described
  if (valueType === 'number' && !isReal(type)) {
    const text = plainSql(column)
    const isOther = `${text} not in ('NaN', 'Infinity', '-Infinity') and (${text})::float8 <> ${reference}`
    const why = `${name} holds a number that Redshift does not write with all of its digits; cast it to a DECIMAL`
    return `case when ${isOther} then ${literal(why)} end`
  }
  const text = longText(column)
  if (text === undefined) return undefined
  const why = `${name} holds a text of more than ${textBytesMax} bytes, which no table of Redshift can hold`
  return `case when octet_length(${text}) > ${textBytesMax} then ${literal(why)} end`
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** The text of a date and a time with a T between them. */
function firstSpaceToT(text: string): string {
  const at = `strpos(${text}, ' ')`
  return `case when ${at} > 0 then substring(${text}, 1, ${at} - 1) || 'T' || substring(${text}, ${at} + 1) else ${text} end`
}
