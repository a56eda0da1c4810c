import { RevError } from '@revetl/sdk'
import { quoteText } from './sql.ts'

/** Rows as columns of texts. */
export type TextColumns = readonly (readonly (string | null)[])[]

/** Rows as columns of texts, or as the bytes of a `TextChunk` without the line feed at their end. */
export type TextRows = TextColumns | Uint8Array

// In the message of an error about a text that is not what it should be.
const malformedText = 'malformed text of rows: '

const backslash = quoteText('\\')
const tab = 'chr(9)'
const lineFeed = 'chr(10)'

/** SELECT of the lines of a text of rows, each as `line`. @param text SQL of its bytes */
export function linesSql(text: string): string {
  return `SELECT unnest(string_split(decode(${text}::BLOB), ${lineFeed})) AS line`
}

/**
 * SELECT that takes lines apart: the values `v[1]` to `v[width]` of each. It fails at a line that has more or less, and
 * at an escape that is none; `malformedReason` tells.
 * @param lines SELECT of lines, or a table of them
 */
export function valuesSql(lines: string, width: number): string {
  // Only rows with a backslash are looked at more than once.
  const values = `CASE WHEN contains(line, ${backslash})
    THEN [${valueSql('value')} for value in string_split(line, ${tab})] ELSE string_split(line, ${tab}) END`
  const wrong = refusal(`concat('a row has ', len(v), ' values and not ${width}')`)
  return `SELECT CASE WHEN len(v) = ${width} THEN v ELSE ${wrong} END AS v FROM (SELECT ${values} AS v FROM ${lines})`
}

const escapes = { t: 9, n: 10, r: 13, b: 8, f: 12, v: 11 }

function valueSql(raw: string): string {
  // Cut at each `\\` from the left, the parts hold no backslash but the first character of an escape.
  const part = Object.entries(escapes).reduce(
    (sql, [letter, code]) => `replace(${sql}, ${quoteText(`\\${letter}`)}, chr(${code}))`,
    'part',
  )
  const parts = `string_split(${raw}, ${quoteText('\\\\')})`
  const isWrong = `list_bool_or([contains(${part}, ${backslash}) for part in ${parts}])`
  const value = `array_to_string([${part} for part in ${parts}], ${backslash})`
  return `CASE WHEN NOT contains(${raw}, ${backslash}) THEN ${raw}
    WHEN ${raw} <> ${quoteText('\\N')} THEN CASE WHEN ${isWrong} THEN ${refusal("'a value has an escape that is none'")} ELSE ${value} END END`
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
