/** A column of a chunk: its values, or the length of its text among the bytes that follow. */
export type WireColumn = readonly (string | null)[] | number

/** The columns of a chunk in version 2 of the protocol. */
export interface PackedColumns {
  readonly columns: readonly WireColumn[]
  /** The texts of the columns that are a length, one after the other. */
  readonly text: string
}

const separator = '\u001e'
const noValue = '\u0000'

/** Packs columns as texts, whose values nobody parses; one that would not come back as it is stays a list. */
export function packColumns(
  columns: readonly (readonly (string | null)[])[],
  rowCount: number,
): PackedColumns {
  const texts: string[] = []
  const packed = columns.map((values): WireColumn => {
    const text = columnText(values, rowCount)
    if (text === undefined) return values
    texts.push(text)
    return Buffer.byteLength(text)
  })
  return { columns: packed, text: texts.join('') }
}

function columnText(values: readonly (string | null)[], rowCount: number): string | undefined {
  if (values.length !== rowCount || rowCount === 0 || values.includes(noValue)) return undefined
  if (!values.every((value) => typeof value === 'string' || value === null)) return undefined
  const text = values.map((value) => value ?? noValue).join(separator)
  // Half a surrogate pair has no UTF-8, and a value may hold the separator.
  return text.isWellFormed() && text.split(separator).length === rowCount ? text : undefined
}

/** The values of columns; undefined where the bytes are not theirs. */
export function unpackColumns(
  columns: readonly unknown[],
  rowCount: number,
  bytes: Buffer,
): readonly unknown[] | undefined {
  const lengths = columns.filter((column) => typeof column === 'number')
  const isFit = lengths.every((length) => Number.isInteger(length) && length >= 0)
  if (!isFit || lengths.reduce((sum, length) => sum + length, 0) !== bytes.length) return undefined
  let at = 0
  return columns.map((column) => {
    if (typeof column !== 'number') return column
    const text = bytes.toString('utf8', at, (at += column))
    // One more is enough to see that there are too many.
    const values: (string | null)[] = text.split(separator, rowCount + 1)
    return text.includes(noValue)
      ? values.map((value) => (value === noValue ? null : value))
      : values
  })
}
