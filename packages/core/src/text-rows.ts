import { RevError } from '@revetl/sdk'
import { quoteName, quoteText } from './sql.ts'

/** Rows as columns of texts. */
export type TextColumns = readonly (readonly (string | null)[])[]

/** Rows as columns of texts, or as the bytes of a `TextChunk` without the line feed at their end. */
export type TextRows = TextColumns | Uint8Array

// In the message of an error about a text that is not what it should be.
const malformedText = 'malformed text of rows: '

const backslash = quoteText('\\')
const nullEscape = quoteText('\\N')
// It begins with its backslash, so that the engine skips to the first one.
const oddEscape = quoteText('\\\\([^N]|$|N[^\t])')
const wrongEscape = refusal("'a value has an escape that is none'")
const tab = 'chr(9)'
const lineFeed = 'chr(10)'

/** What the table of lines is made of: `is_odd` where a line has an escape besides that of a null. */
export const lineColumns = 'line VARCHAR, is_odd BOOLEAN'

/** SELECT of the lines of a text of rows, in `lineColumns`. @param text SQL of its bytes */
export function linesSql(text: string): string {
  const lines = `SELECT unnest(string_split(decode(${text}::BLOB), ${lineFeed})) AS line`
  return `SELECT line, CASE WHEN contains(line, ${backslash}) THEN regexp_matches(line, ${oddEscape}) ELSE false END AS is_odd
    FROM (${lines})`
}

/**
 * SELECT that takes lines apart into columns of these names. It fails at a line that has more or fewer values and at an
 * escape that is none, whichever columns are used, and at a null with characters before it in a column that is used;
 * `malformedReason` tells.
 * @param lines table or SELECT of `lineColumns`
 * @param hasOdd whether any of the lines is odd
 */
export function valuesSql(lines: string, names: readonly string[], hasOdd: boolean): string {
  const plain = `string_split(line, ${tab})`
  // To put lists together of which some were taken apart in one way and some in another takes longer than to do so.
  const values = hasOdd
    ? `CASE WHEN is_odd THEN [${oddValue('value')} for value in ${plain}] ELSE ${plain} END`
    : plain
  const width = names.length
  const wrong = refusal(`concat('a row has ', len(v), ' values and not ${width}')`)
  const whole = `CASE WHEN len(v) = ${width} THEN v ELSE ${wrong} END`
  const columns = names.map((name, index) => {
    const value = plainValue(`v[${index + 1}]`, hasOdd)
    return `${value} AS ${quoteName(name)}`
  })
  return `SELECT ${columns.join(', ')}
    FROM (SELECT is_odd, ${whole} AS v FROM (SELECT is_odd, ${values} AS v FROM ${lines}))`
}

function plainValue(raw: string, hasOdd: boolean): string {
  const isDone = hasOdd ? `WHEN is_odd THEN ${raw} ` : ''
  const nothing = `CASE WHEN ${raw} <> ${nullEscape} THEN ${wrongEscape} END`
  return `CASE ${isDone}WHEN suffix(${raw}, ${nullEscape}) THEN ${nothing} ELSE ${raw} END`
}

const escapes = { t: 9, n: 10, r: 13, b: 8, f: 12, v: 11 }

function oddValue(raw: string): string {
  // Cut at each `\\` from the left, the parts hold no backslash but the first character of an escape.
  const part = Object.entries(escapes).reduce(
    (sql, [letter, code]) => `replace(${sql}, ${quoteText(`\\${letter}`)}, chr(${code}))`,
    'part',
  )
  const parts = `string_split(${raw}, ${quoteText('\\\\')})`
  const isWrong = `list_bool_or([contains(${part}, ${backslash}) for part in ${parts}])`
  const value = `array_to_string([${part} for part in ${parts}], ${backslash})`
  return `CASE WHEN NOT contains(${raw}, ${backslash}) THEN ${raw}
    WHEN ${raw} <> ${nullEscape} THEN CASE WHEN ${isWrong} THEN ${wrongEscape} ELSE ${value} END END`
}

function refusal(why: string): string {
  return `error(concat(${quoteText(malformedText)}, ${why}))`
}

/** What is wrong with a text of rows, by the message of the statement that failed at it; undefined for another failure. */
export function malformedReason(message: string): string | undefined {
  return message.split(malformedText)[1]
}

/** A source that does not keep to the form of a chunk. */
export function malformedRows(why: string): RevError {
  return new RevError(
    'REV_CONNECTOR_CONTRACT',
    `Failed to read the model: the source gave a text that is not its rows: ${why}.`,
    { hint: 'Nothing was sent. The source connector is at fault.' },
  )
}

/** The bytes of a `TextChunk` of rows that came as columns, without the line feed at their end. */
export function textOfColumns(columns: TextColumns): Uint8Array {
  const rows = Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((column) => escaped(column[row] ?? null)).join('\t'),
  )
  return Buffer.from(rows.join('\n'))
}

function escaped(value: string | null): string {
  if (value === null) return '\\N'
  return value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
}
