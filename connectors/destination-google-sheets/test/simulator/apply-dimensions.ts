import type { Touch } from './apply-cells.ts'
import { Refused } from './refusal.ts'
import { sheetById } from './ranges.ts'
import { plainValue, type Workbook } from './workbook.ts'

interface DimensionRange {
  readonly sheetId: number
  readonly dimension: 'ROWS' | 'COLUMNS'
  readonly startIndex: number
  readonly endIndex: number
}

/** The request `deleteDimension`: what is behind moves up. */
export function deleteDimension(workbook: Workbook, request: unknown, touch: Touch): void {
  const { range } = request as { range: DimensionRange }
  const { sheetId, startIndex, endIndex } = range
  const sheet = sheetById(workbook, sheetId)
  if (endIndex > sheet.rowCount) {
    throw new Refused(`Invalid requests[0].deleteDimension: No grid row ${endIndex}.`)
  }
  if (sheet.rowCount - (endIndex - startIndex) <= sheet.frozenRowCount) {
    throw new Refused(
      'Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows.',
    )
  }
  for (const row of sheet.rows.slice(startIndex, endIndex)) {
    touch(sheet, 'delete', JSON.stringify(Array.from(row, plainValue)))
  }
  sheet.rows.splice(startIndex, endIndex - startIndex)
  sheet.rowCount -= endIndex - startIndex
}

/** The request `insertDimension`: what is behind moves on. */
export function insertDimension(workbook: Workbook, request: unknown): void {
  const { range } = request as { range: DimensionRange }
  const { sheetId, dimension, startIndex, endIndex } = range
  const sheet = sheetById(workbook, sheetId)
  const count = endIndex - startIndex
  const isRows = dimension === 'ROWS'
  if (startIndex >= (isRows ? sheet.rowCount : sheet.columnCount)) {
    throw new Refused(
      `Invalid requests[0].insertDimension: range.startIndex[${startIndex}] must be less than the grid size`,
    )
  }
  if (isRows) {
    sheet.rowCount += count
    sheet.rows.splice(startIndex, 0, ...Array.from({ length: count }, () => []))
    return
  }
  sheet.columnCount += count
  for (const row of sheet.rows) {
    if (row.length > startIndex)
      row.splice(startIndex, 0, ...Array.from({ length: count }, () => ({})))
  }
}

/** The request `appendDimension`. */
export function appendDimension(workbook: Workbook, request: unknown): void {
  const { sheetId, dimension, length } = request as {
    sheetId: number
    dimension: 'ROWS' | 'COLUMNS'
    length: number
  }
  const sheet = sheetById(workbook, sheetId)
  if (dimension === 'ROWS') sheet.rowCount += length
  else sheet.columnCount += length
}
