import { isUtf8 } from 'node:buffer'
import { RevError, type Column, type ColumnChunk, type ModelRead } from '@revetl/sdk'
import type { LocalDatabase } from '../local-database.ts'
import { appendRows, type RowForm } from '../table-loader.ts'
import { malformedRows, type TextRows } from '../text-rows.ts'
import { untilAborted } from '../until-aborted.ts'

interface Reading {
  readonly read: ModelRead
  readonly signal: AbortSignal
  readonly onRows?: (rows: number) => void
}

/** Where the rows of a read go: a table with a column for each, or one of lines for a read that gives text. */
export interface RowTables {
  readonly columns: string
  readonly lines?: string
}

/**
 * Appends the rows of a read to a table of texts.
 * @returns which one; lines are yet to be taken apart
 * @throws `REV_READ_FAILED`, `REV_RUN_CANCELLED`, `REV_CONNECTOR_CONTRACT`, or `REV_READ_INCOMPLETE` where the source
 * does not say at the end that this was all
 */
export async function appendRead(
  database: LocalDatabase,
  tables: RowTables,
  reading: Reading,
): Promise<RowForm> {
  const counted = { rows: 0 }
  let form: RowForm = 'columns'
  const open = (first: TextRows) => {
    const { columns, lines } = tables
    if (lines === undefined || !(first instanceof Uint8Array)) return database.openLoader(columns)
    form = 'lines'
    return database.openLoader(lines, form)
  }
  const rows = await appendRows(open, completeRows(reading, counted))
  if (rows !== counted.rows) throw malformedRows(`it says ${counted.rows} rows and has ${rows}`)
  return form
}

/** The rows of a read that says at its end that it is complete, and with the right count. */
async function* completeRows(
  { read, signal, onRows }: Reading,
  counted: { rows: number },
): AsyncGenerator<TextRows, void, void> {
  for (;;) {
    const next = await untilAborted(read.chunks.next(), signal, () => stopped(counted.rows))
    if (next.done === true) {
      const end = next.value as { readonly rows?: number } | undefined
      if (end?.rows === counted.rows) return
      throw unconfirmed(counted.rows, end?.rows)
    }
    counted.rows += next.value.rowCount
    onRows?.(counted.rows)
    if ('text' in next.value) {
      if (next.value.text.length > 0) yield wholeText(next.value.text)
    } else if (next.value.rowCount > 0) {
      refuseHalfPairs(read.columns, next.value.columns)
      yield next.value.columns
    }
  }
}

const lineFeed = 0x0a

function wholeText(text: Uint8Array): Uint8Array {
  if (text.at(-1) !== lineFeed) throw malformedRows('its last row has no end')
  // The local engine would say it in words that nobody could act upon.
  if (!isUtf8(text)) throw notUnicode('a text that is not UTF-8')
  return text.subarray(0, -1)
}

/** Half a surrogate pair has no UTF-8: the local engine would replace it without a word. */
function refuseHalfPairs(columns: readonly Column[], values: ColumnChunk['columns']): void {
  for (const [index, { name, type }] of columns.entries()) {
    if (type === 'integer' || type === 'boolean' || type === 'number') continue
    if (values[index]?.every((value) => value?.isWellFormed() !== false) !== false) continue
    throw notUnicode(`a text with half a surrogate pair in the column ${name}, which is no Unicode`)
  }
}

function notUnicode(what: string): RevError {
  return new RevError('REV_READ_FAILED', `Failed to read the model: it has ${what}.`, {
    hint: 'Nothing was sent. Mend the value at the source, or leave it out in the SQL.',
  })
}

function stopped(rows: number): RevError {
  return new RevError('REV_RUN_CANCELLED', `The read was stopped after ${rows} rows.`)
}

function unconfirmed(expected: number, got: number | undefined): RevError {
  return new RevError(
    'REV_READ_INCOMPLETE',
    `Failed to read the model: the source ended without confirming that it was complete. Expected ${expected} rows, got ${String(got)}.`,
    { hint: 'Nothing was sent. Run again; if it happens again, the source connector is at fault.' },
  )
}
