import type { FieldDefinition } from '@revetl/sdk'
import type { CompiledField, CompiledMapping } from '../compiled-mapping.ts'
import { quoteText } from '../sql.ts'

/** A mapping whose texts are compared with the longest that the object takes, so that one does not cost a request. */
export function limitLengths(
  mapping: CompiledMapping,
  fields: Readonly<Record<string, FieldDefinition>>,
): CompiledMapping {
  return {
    ...mapping,
    fields: mapping.fields.map((field) => {
      const known = Object.hasOwn(fields, field.field) ? fields[field.field] : undefined
      const isText = known?.type === 'string' && field.type === 'string'
      return isText && known.maxLength !== undefined ? limitLength(field, known.maxLength) : field
    }),
  }
}

function limitLength(field: CompiledField, charactersMax: number): CompiledField {
  const message = `REV_VALUE_TOO_LONG: The value for "${field.field}" is longer than ${charactersMax} characters.`
  // JSON text is never shorter than its value: most rows need no parsing. DuckDB counts code points, as the contract does.
  const tooLong =
    `CASE WHEN length(${field.json}) - 2 > ${charactersMax} AND ` +
    `length((${field.json})::JSON ->> '$') > ${charactersMax} THEN ${quoteText(message)} END`
  const problem = field.problem === undefined ? tooLong : `coalesce(${field.problem}, ${tooLong})`
  return { ...field, problem }
}
