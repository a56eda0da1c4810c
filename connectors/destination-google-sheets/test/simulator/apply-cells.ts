import { Refused } from './refusal.ts'
import { gridBlock, sheetById } from './ranges.ts'
import {
  effectiveValue,
  rowsWithData,
  type CellData,
  type Sheet,
  type Workbook,
} from './workbook.ts'

interface RowData {
  readonly values?: readonly CellData[]
}
type Numbers = Readonly<Record<string, number>>

/** What the requests of an update have touched, for the log. */
export type Touch = (sheet: Sheet, operation: string, key: string, payload?: unknown) => void

/** The request `updateCells`: from a start, or over a range whose other cells are cleared. */
export function updateCells(workbook: Workbook, request: unknown, touch: Touch): void {
  const {
    start,
    range,
    rows = [],
    fields,
  } = request as {
    start?: Numbers
    range?: Numbers
    rows?: RowData[]
    fields: string
  }
  if (!start) {
    const block = gridBlock(workbook, range ?? {})
    for (let row = block.startRow; row < block.endRow; row += 1) {
      const values = rows[row - block.startRow]?.values ?? []
      for (let column = block.startColumn; column < block.endColumn; column += 1) {
        setCell(block.sheet, row, column, values[column - block.startColumn] ?? {}, fields)
      }
    }
    return
  }
  const sheet = sheetById(workbook, start['sheetId'])
  for (const [index, { values = [] }] of rows.entries()) {
    const row = (start['rowIndex'] ?? 0) + index
    for (const [offset, cell] of values.entries()) {
      setCell(sheet, row, (start['columnIndex'] ?? 0) + offset, cell, fields)
    }
    touch(sheet, row === 0 ? 'header' : 'update', `row ${row + 1}`, values)
  }
}

/** The request `appendCells`: behind the last row with data, with new rows where the grid ends. */
export function appendCells(workbook: Workbook, request: unknown, touch: Touch): void {
  const { sheetId, rows, fields } = request as { sheetId: number; rows: RowData[]; fields: string }
  const sheet = sheetById(workbook, sheetId)
  for (const { values = [] } of rows) {
    const row = rowsWithData(sheet)
    if (row >= sheet.rowCount) sheet.rowCount += 1
    for (const [column, cell] of values.entries()) setCell(sheet, row, column, cell, fields)
    touch(sheet, 'append', JSON.stringify(values.map(({ userEnteredValue }) => userEnteredValue)))
  }
}

/** The request `copyPaste` for values and formulas; the formats of the destination stay. */
export function copyPaste(workbook: Workbook, request: unknown, touch: Touch): void {
  const { source, destination, pasteType } = request as {
    source: Numbers
    destination: Numbers
    pasteType: string
  }
  const from = gridBlock(workbook, source)
  const to = gridBlock(workbook, destination)
  for (let row = from.startRow; row < from.endRow; row += 1) {
    for (let column = from.startColumn; column < from.endColumn; column += 1) {
      const cell = from.sheet.rows[row]?.[column]
      const value = pasteType === 'PASTE_FORMULA' ? cell?.userEnteredValue : effectiveValue(cell)
      const at = [
        row + to.startRow - from.startRow,
        column + to.startColumn - from.startColumn,
      ] as const
      setCell(to.sheet, ...at, value ? { userEnteredValue: value } : {}, 'userEnteredValue')
    }
  }
  touch(to.sheet, 'paste', `column ${to.startColumn + 1}`)
}

/** The request `repeatCell` for the number format. */
export function repeatCell(workbook: Workbook, request: unknown): void {
  const { range, cell, fields } = request as { range: Numbers; cell: CellData; fields: string }
  const block = gridBlock(workbook, range)
  for (let row = block.startRow; row < block.endRow; row += 1) {
    for (let column = block.startColumn; column < block.endColumn; column += 1) {
      setCell(block.sheet, row, column, cell, fields)
    }
  }
}

/** Only what the mask names is changed; what it names and the cell has not is cleared. */
function setCell(sheet: Sheet, row: number, column: number, cell: CellData, fields: string): void {
  // Words seen in the field: https://github.com/burnash/gspread/issues (read 2026-11-27)
  if (row >= sheet.rowCount) {
    throw new Refused(
      `Invalid requests[0].updateCells: GridCoordinate.rowIndex[${row}] is after last row in grid[${sheet.rowCount}]`,
    )
  }
  if (column >= sheet.columnCount) {
    throw new Refused(
      `Invalid requests[0].updateCells: Attempting to write column: ${column}, beyond the last requested column of: ${sheet.columnCount - 1}`,
    )
  }
  const text = cell.userEnteredValue?.stringValue ?? ''
  if (text.length > 50_000) {
    throw new Refused(
      'Your input contains more than the maximum of 50000 characters in a single cell.',
    )
  }
  const cells = (sheet.rows[row] ??= [])
  // Rows in between exist as well.
  for (let before = row - 1; before >= 0 && sheet.rows[before] === undefined; before -= 1) {
    sheet.rows[before] = []
  }
  const old = cells[column]
  const hasFormat = fields.includes('userEnteredFormat')
  const value = fields.includes('userEnteredValue') ? cell.userEnteredValue : old?.userEnteredValue
  const format = hasFormat ? cell.userEnteredFormat : old?.userEnteredFormat
  cells[column] = {
    ...(value === undefined ? {} : { userEnteredValue: value }),
    ...(format === undefined ? {} : { userEnteredFormat: format }),
  }
}
