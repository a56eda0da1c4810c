import { quoteText } from '../../sql.ts'
import { refuseType, result, textOption, type CompileFunction } from '../function-call.ts'
import { quoteAnyText } from '../literals.ts'
import { problemWhere } from '../typed-sql.ts'
import { toJson } from '../value-json.ts'
import { toText } from '../value-text.ts'

const textPattern = '"(?:[^"\\\\]|\\\\.)*"'
const jsonTexts = quoteText(`(?s)${textPattern}`)
const jsonItems = quoteText(`(?s)${textPattern}|[^\\[\\],\\s"]+`)

/** `split`: a list of texts; an empty text gives an empty list. */
export const split: CompileFunction = (call) => {
  const text = toText(call.value, call.scope)
  const separator = quoteAnyText(textOption(call.options, 'separator') ?? '')
  const parts = `CASE WHEN ${text.sql} = '' THEN []::VARCHAR[] ELSE string_split(${text.sql}, ${separator}) END`
  return result(
    { args: [text] },
    { type: 'json', isBuilt: true, sql: `to_json(${parts})::VARCHAR` },
  )
}

/** `join`: the items of a list as one text; nulls are left out, numbers keep their digits. */
export const join: CompileFunction = (call) => {
  if (call.value.type !== 'json') {
    return refuseType(call, 'json', 'Apply `split` or `json` first, or use `array`.')
  }
  const { sql } = call.value
  const bare = `regexp_replace(${sql}, ${jsonTexts}, '""', 'g')`
  const isFlatList = `regexp_full_match(${bare}, '(?s)\\s*\\[[^\\[\\]{}]*\\]\\s*') AND json_valid(${sql})`
  const items = `regexp_extract_all(${sql}, ${jsonItems})`
  // A text that is not valid JSON makes json_extract_string fail for the whole query, so each is asked first.
  const content = `CASE WHEN item = 'null' THEN NULL WHEN NOT starts_with(item, '"') THEN item WHEN json_valid(item) THEN json_extract_string(item, '$') END`
  const joined = `array_to_string(list_transform(${items}, lambda item: ${content}), ${quoteAnyText(textOption(call.options, 'separator') ?? '')})`
  return result(call, { type: 'string', sql: `CASE WHEN ${sql} <> 'null' THEN ${joined} END` }, [
    problemWhere(
      `${sql} <> 'null' AND NOT (${isFlatList})`,
      'the value is not a list of texts, numbers and booleans',
      call.scope,
    ),
  ])
}

/** `json`: a text is read as JSON, anything else becomes its JSON value. */
export const json: CompileFunction = (call) => {
  const { value, scope } = call
  if (value.type === 'json') return value
  if (value.type === 'string') return result(call, { type: 'json', sql: value.sql })
  const { json: sql, problems } = toJson(value, scope)
  return { ...result(call, { type: 'json', isBuilt: true, sql }), problems }
}
