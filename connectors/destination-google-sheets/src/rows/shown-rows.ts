import { jsonList, jsonObject, type HttpResponse } from '@revetl/sdk'
import type { ShownRanges } from '../client.ts'
import { toNumber } from '../to-number.ts'
import { cellRange } from '../tab/a1.ts'
import { rowTexts } from '../tab/read-tab.ts'
import type { ExpectedRow } from './expected-rows.ts'
import { keyText } from './row-keys.ts'
import { rowSpans } from './row-spans.ts'

/** Which cells an answer shows, for what is expected after the write. */
export function rangesToShow(
  title: string,
  keyColumns: readonly number[],
  expected: readonly ExpectedRow[],
  keyedRows: number,
): ShownRanges {
  const columns = { first: Math.min(...keyColumns), last: Math.max(...keyColumns) }
  const spans = rowSpans(expected.flatMap(({ row }) => row ?? []))
  const isAdding = expected.some(({ row }) => row === undefined)
  // From the last row on that is surely there.
  const added = isAdding ? [{ first: Math.max(0, keyedRows - 1), last: undefined }] : []
  return {
    ranges: [...spans, ...added].map((rows) => cellRange(title, rows, columns)),
    fields:
      'replies,updatedSpreadsheet(sheets(data(startRow,startColumn,rowData(values(effectiveValue)))))',
  }
}

/** The key of each row that an answer shows. */
export function shownKeys(
  response: HttpResponse,
  keyColumns: readonly number[],
): ReadonlyMap<number, string> {
  const { updatedSpreadsheet } = jsonObject(response.json())
  const sheets = jsonList(jsonObject(updatedSpreadsheet)['sheets']).map(jsonObject)
  const shown = new Map<number, string>()
  for (const grid of sheets.flatMap(({ data }) => jsonList(data)).map(jsonObject)) {
    const [startRow, startColumn] = [toNumber(grid['startRow']), toNumber(grid['startColumn'])]
    for (const [index, row] of jsonList(grid['rowData']).entries()) {
      const texts = rowTexts(row)
      const key = keyText(keyColumns.map((column) => texts[column - startColumn] ?? ''))
      shown.set(startRow + index, key)
    }
  }
  return shown
}
