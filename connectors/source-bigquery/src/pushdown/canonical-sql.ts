import { RevError } from '@revetl/sdk'
import type { ModelColumn } from '@revetl/sdk/sql'
import type { Field } from '../column-types.ts'
import { jsonText, memberOf, type Doubles } from './json-sql.ts'
import { literal, scalarText } from './scalar-sql.ts'

/** A column of a model with its field. */
export type BigqueryColumn = ModelColumn<Field>

/** SQL of the text that a read gives for a value; of a number any text of it. */
export function textSql({ type, reference }: BigqueryColumn): string {
  return textOf(type, reference, 'shortest')
}

function textOf(field: Field, reference: string, doubles: Doubles): string {
  if (field.mode === 'REPEATED') return jsonText(field, reference, doubles)
  if (field.fields === undefined) return scalarText(field, reference)
  return `if(${reference} is null, null, ${jsonText(field, reference, doubles)})`
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(column: BigqueryColumn): string {
  switch (column.column.type) {
    case 'integer':
    case 'boolean':
      return column.reference
    case 'number':
      // 0 and -0 are one.
      return `${column.reference} + 0`
    default:
      return textSql(column)
  }
}

/** SQL of 128 bits over values, injective: of each its hash, and of a null a sign that is none. */
export function printSql(salt: string, columns: readonly BigqueryColumn[]): string {
  const prints = columns.map(
    ({ type, reference }) => `ifnull(to_hex(md5(${textOf(type, reference, 'exact')})), '-')`,
  )
  return `to_hex(md5(concat(${[`'${salt}'`, ...prints].join(', ')})))`
}

/**
 * SQL of why a read would stop at a value: a result has no list with a null in it.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#nulls_and_the_array_type (to be confirmed)
 */
export function refusalSql({ column, type, reference }: BigqueryColumn): string | undefined {
  const condition = holdsNullInList(type, reference)
  if (condition === undefined) return undefined
  const why = `a list of ${column.name} holds a null, of which BigQuery gives no result; leave it out with array(select x from unnest(list) as x where x is not null)`
  return `if(${condition}, ${literal(why)}, null)`
}

function holdsNullInList(field: Field, reference: string, depth = 0): string | undefined {
  if (field.mode === 'REPEATED') {
    const element = `e${depth}`
    const inner = holdsNullInList({ ...field, mode: 'NULLABLE' }, element, depth + 1)
    const isBad = [`${element} is null`, ...(inner === undefined ? [] : [inner])].join(' or ')
    return `exists(select 1 from unnest(${reference}) as ${element} where ${isBad})`
  }
  const found = (field.fields ?? []).flatMap(
    (member) => holdsNullInList(member, memberOf(reference, member), depth) ?? [],
  )
  return found.length === 0 ? undefined : `(${found.join(' or ')})`
}

/** @throws `REV_MODEL_SQL` for a type that has no text in SQL that equals that of a read */
export function requireText({ column, type }: BigqueryColumn): void {
  if (!hasRange(type)) return
  const { name, sourceType } = column
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to compare the model in BigQuery: ${name} is of type ${sourceType}, and the text of a range there is not documented.`,
    {
      hint: `Write range_start(${name}) and range_end(${name}) in the SQL, or set \`diff: local\`.`,
    },
  )
}

function hasRange({ type, fields = [] }: Field): boolean {
  return type === 'RANGE' || fields.some(hasRange)
}
