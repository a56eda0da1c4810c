import { postgresValueType, type ModelColumn } from '@revetl/sdk/sql'
import { textExpression, type TypeFacts } from '../column-types.ts'
import { printedSql } from '../printed-sql.ts'

const plainIntegers = new Set(['smallint', 'integer', 'bigint'])
const plainTexts = new Set(['text', 'character varying'])

/** SQL of the text that a read gives for a value. */
export function canonicalSql(type: TypeFacts, reference: string): string {
  return postgresValueType(type) === 'string'
    ? printedText(type, reference)
    : `${printedSql(type, reference)}::text`
}

/** SQL of a key: equal exactly where the local engine takes two for one. */
export function keySql(type: TypeFacts, reference: string): string {
  switch (postgresValueType(type)) {
    case 'integer':
      return plainIntegers.has(type.name) ? `${reference}::bigint` : `${reference}::text::bigint`
    case 'number':
      // By its text: 0.1 of four bytes is another number in eight.
      return `${reference}::text::double precision`
    case 'boolean':
      return `${reference}::boolean`
    case 'decimal': {
      const digits = `${textExpression(type, reference)}::text`
      return `regexp_replace(${digits}, '\\.0*$|(\\.\\d*[1-9])0+$', '\\1') collate "C"`
    }
    default:
      return `(${canonicalSql(type, reference)})::text collate "C"`
  }
}

/** SQL of 128 bits over values, injective: the text of a row quotes what it separates and tells null from empty. */
export function printSql(
  salt: string,
  columns: readonly Pick<ModelColumn<TypeFacts>, 'type' | 'reference'>[],
): string {
  const values = columns.map(({ type, reference }) => textExpression(type, reference))
  return `md5(row(${[`'${salt.replaceAll("'", "''")}'::text`, ...values].join(', ')})::text)::uuid`
}

/** concat() prints as a read does; a cast would cut the blanks of char(n) and add the mask of an address. */
function printedText({ name }: TypeFacts, reference: string): string {
  if (plainTexts.has(name.replace(/\(.*/, ''))) return `${reference}::text`
  return `case when ${reference} is not null then concat(${reference}) end`
}
