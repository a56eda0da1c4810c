import { RevError, type ColumnChunk, type Column } from '@revetl/sdk'
import { canonicalTexts } from './canonical-text.ts'
import { toColumn } from './column-types.ts'
import type { ApiRow, RowType } from './sql-api.ts'

const chunkRowsMax = 2_000

/** The rows of a partition, column by column, as canonical texts. @throws `REV_READ_FAILED` for a row of other columns */
export function* chunksOf(
  columns: readonly Column[],
  rows: readonly ApiRow[],
): Generator<ColumnChunk> {
  for (let at = 0; at < rows.length; at += chunkRowsMax) {
    const some = rows.slice(at, at + chunkRowsMax)
    const other = some.find(({ length }) => length !== columns.length)
    if (other !== undefined) {
      throw readError(`expected rows of ${columns.length} values, got one of ${other.length}.`)
    }
    yield {
      rowCount: some.length,
      columns: columns.map(({ type }, place) => textsOf(some, type, place)),
    }
  }
}

function textsOf(
  rows: readonly ApiRow[],
  type: Column['type'],
  place: number,
): readonly (string | null)[] {
  const toCanonical = canonicalTexts[type]
  return rows.map((row) => {
    const text = row[place] ?? null
    return text === null || toCanonical === undefined ? text : toCanonical(text)
  })
}

/** A table may have changed between its description and its read. @throws `REV_READ_FAILED` */
export function requireSameColumns(columns: readonly Column[], rowType: readonly RowType[]): void {
  const isSame =
    rowType.length === columns.length &&
    rowType.map(toColumn).every(({ name, type }, place) => {
      const described = columns[place]
      // A FLOAT is asked for as text.
      return described?.name === name && (described.type === type || described.type === 'number')
    })
  if (!isSame) throw readError('the columns of the model changed while it was read.')
}

/** The first answer says how many rows the whole result has. @throws `REV_READ_FAILED` */
export function requireAllRows(rows: number, expected: number): void {
  if (rows === expected) return
  throw readError(`the result was cut short. Expected ${expected} rows, got ${rows}.`)
}

/** The error of a read that is not complete. */
export function readError(why: string, cause?: unknown): RevError {
  return new RevError('REV_READ_FAILED', `Failed to read from Snowflake: ${why}`, {
    cause,
    hint: 'Nothing of this read counts; run again.',
  })
}
