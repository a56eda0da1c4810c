import { quoteText } from '../sql.ts'
import { problemWhere, type CompileScope, type TypedSql } from './typed-sql.ts'
import { toText } from './value-text.ts'

/** A value as SQL of its JSON text, `null` for a null, with everything that can be wrong with it. */
export interface JsonSql {
  readonly json: string
  readonly problems: readonly string[]
}

/** The JSON text of a value: numbers with every digit, texts escaped, json as it is without white space. */
export function toJson(value: TypedSql, scope: CompileScope): JsonSql {
  switch (value.type) {
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'number': {
      const text = toText(value, scope)
      return { json: orNull(text.sql), problems: text.problems }
    }
    case 'json':
      return value.isBuilt === true
        ? { json: orNull(value.sql), problems: value.problems }
        : foreignJson(value, scope)
    case 'string':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
    case 'uuid':
    case 'bytes':
      // Escaped whatever the type: a source's text of a date is still a stranger's text.
      return { json: orNull(`to_json(${value.sql})::VARCHAR`), problems: value.problems }
  }
}

function orNull(sql: string): string {
  return `coalesce(${sql}, 'null')`
}

const jsonText = '"(?:[^"\\\\]|\\\\.)*"'
const textsOrSpace = quoteText(`(${jsonText})|\\s+`)
const texts = quoteText(`(?s)${jsonText}`)
/** What DuckDB's parser takes and JSON does not have. */
const extensions = quoteText('(?i)nan|inf|,\\s*[\\]}]')

/**
 * JSON of a column is kept as it is: DuckDB's own writer would round numbers of many digits. Only white space between
 * values goes.
 */
function foreignJson({ sql, problems }: TypedSql, scope: CompileScope): JsonSql {
  const isOdd = `regexp_matches(${sql}, ${extensions}) AND regexp_matches(regexp_replace(${sql}, ${texts}, '""', 'g'), ${extensions})`
  const isInvalid = `NOT json_valid(${sql}) OR (${isOdd})`
  const compact = `CASE WHEN regexp_matches(${sql}, '\\s') THEN regexp_replace(${sql}, ${textsOrSpace}, '\\1', 'g') ELSE ${sql} END`
  return {
    json: orNull(compact),
    problems: [...problems, problemWhere(isInvalid, 'the text is not valid JSON', scope)],
  }
}
