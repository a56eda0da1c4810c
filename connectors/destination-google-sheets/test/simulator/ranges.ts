import { Refused } from './refusal.ts'
import type { Sheet, Workbook } from './workbook.ts'

// https://developers.google.com/workspace/sheets/api/guides/concepts#cell (read 2026-11-27)

/** Rows and columns of a sheet from 0, the ends exclusive. */
export interface CellBlock {
  readonly sheet: Sheet
  readonly startRow: number
  readonly endRow: number
  readonly startColumn: number
  readonly endColumn: number
}

const pattern = /^(?:'((?:[^']|'')+)'|([\w ]+))(?:!([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?)?$/

/** Reads a range in A1 notation. @throws Refused */
export function parseRange(workbook: Workbook, text: string): CellBlock {
  const match = pattern.exec(text)
  const title = (match?.[1] ?? match?.[2] ?? '').replaceAll("''", "'")
  const sheet = workbook.sheets.find((one) => one.title === title)
  if (!match || !sheet) throw new Refused(`Unable to parse range: ${text}`)
  const [, , , fromColumn = '', fromRow = '', toColumn = '', toRow = ''] = match
  const isOne = !text.includes(':') && (fromColumn !== '' || fromRow !== '')
  const block = {
    sheet,
    startRow: fromRow === '' ? 0 : Number(fromRow) - 1,
    endRow: endOf(isOne ? fromRow : toRow, sheet.rowCount, Number),
    startColumn: fromColumn === '' ? 0 : columnNumber(fromColumn) - 1,
    endColumn: endOf(isOne ? fromColumn : toColumn, sheet.columnCount, columnNumber),
  }
  if (block.startRow < sheet.rowCount && block.startColumn < sheet.columnCount) return block
  throw new Refused(
    `Range (${text}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
  )
}

/** Reads a grid range. @throws Refused */
export function gridBlock(workbook: Workbook, range: Readonly<Record<string, number>>): CellBlock {
  const sheet = sheetById(workbook, range['sheetId'])
  return {
    sheet,
    startRow: range['startRowIndex'] ?? 0,
    endRow: range['endRowIndex'] ?? sheet.rowCount,
    startColumn: range['startColumnIndex'] ?? 0,
    endColumn: range['endColumnIndex'] ?? sheet.columnCount,
  }
}

/** The sheet of an id. @throws Refused */
export function sheetById({ sheets }: Workbook, sheetId: number | undefined): Sheet {
  const sheet = sheets.find((one) => one.sheetId === sheetId)
  if (sheet) return sheet
  throw new Refused(`No grid with id: ${sheetId}`)
}

const endOf = (text: string, most: number, read: (text: string) => number): number =>
  text === '' ? most : Math.min(read(text), most)

const columnNumber = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
