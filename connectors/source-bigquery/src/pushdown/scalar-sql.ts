import { valueTypeOf, type Field } from '../column-types.ts'
import { exactText } from './float-text.ts'
import { intervalText } from './interval-sql.ts'

/** SQL of the text that a read gives for one value of a field, as `canonical-text.ts` makes it; of a number any text of it. */
export function scalarText(field: Field, reference: string): string {
  const plain = `cast(${reference} as string)`
  switch (valueTypeOf(field)) {
    case 'number':
      return exactText(reference)
    case 'decimal':
      return withoutZeros(plain)
    case 'time':
      return withoutZeros(plain)
    case 'timestamp':
      return withoutZeros(dateAndTime(reference))
    case 'timestamptz':
      // The zone is named: a cast of the timestamp itself would take that of the project.
      return `concat(${withoutZeros(dateAndTime(`datetime(${reference}, 'UTC')`))}, 'Z')`
    case 'interval':
      return intervalText(plain)
    case 'bytes':
      return `to_base64(${reference})`
    case 'json':
      // Of a null it is a text: https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions#to_json_string (to be confirmed)
      return `if(${reference} is null, null, to_json_string(${reference}))`
    case 'string':
      return field.type === 'GEOGRAPHY' ? `st_astext(${reference})` : `collate(${reference}, '')`
    default:
      return plain
  }
}

function dateAndTime(reference: string): string {
  return `replace(cast(${reference} as string), ' ', 'T')`
}

function withoutZeros(text: string): string {
  return `if(strpos(${text}, '.') > 0, rtrim(rtrim(${text}, '0'), '.'), ${text})`
}

/** A text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
