import { isUtf8 } from 'node:buffer'
import { RevError } from './errors.ts'
import type { Chunk, ColumnChunk, TextChunk } from './source.ts'

/**
 * The values of a chunk column by column, whichever form it has.
 * @throws `REV_CONNECTOR_CONTRACT` where its text is not so many rows of so many values
 */
export function chunkColumns(chunk: Chunk, width: number): ColumnChunk['columns'] {
  if ('columns' in chunk) return chunk.columns
  const columns: (string | null)[][] = Array.from({ length: width }, () => [])
  const lines = rowLines(chunk)
  if (lines.length !== chunk.rowCount) {
    throw malformed(`expected a text of ${chunk.rowCount} rows, got ${lines.length}`)
  }
  for (const line of lines) {
    const values = line.split('\t')
    if (values.length !== width) {
      throw malformed(`expected rows of ${width} values, got one of ${values.length}`)
    }
    for (const [index, value] of values.entries()) columns[index]?.push(readValue(value))
  }
  return columns
}

function rowLines({ text }: TextChunk): readonly string[] {
  if (text.length === 0) return []
  if (text.at(-1) !== 0x0a) throw malformed('its last row has no end')
  if (!isUtf8(text)) throw malformed('its text is not UTF-8')
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength - 1)
    .toString('utf8')
    .split('\n')
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function readValue(value: string): string | null {
  if (value === String.raw`\N`) return null
  if (!value.includes('\\')) return value
  return value.replace(/\\([^]?)/g, (_all, letter: string) => {
    const char = escapes[letter]
    if (char === undefined) throw malformed(`a value has an escape that is none: \\${letter}`)
    return char
  })
}

function malformed(why: string): RevError {
  return new RevError('REV_CONNECTOR_CONTRACT', `Failed to read a chunk: ${why}.`)
}
