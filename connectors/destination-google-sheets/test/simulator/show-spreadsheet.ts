import type { CellBlock } from './ranges.ts'
import { effectiveValue, plainValue, type CellData, type Sheet, type Workbook } from './workbook.ts'

// https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets (read 2026-11-27)

/** A spreadsheet resource, with grid data of the ranges that are asked for. */
export function showSpreadsheet(workbook: Workbook, blocks: readonly CellBlock[]): object {
  const asked = new Set(blocks.map(({ sheet }) => sheet))
  const sheets = blocks.length === 0 ? workbook.sheets : [...asked]
  return {
    spreadsheetId: workbook.spreadsheetId,
    properties: { title: workbook.title, locale: 'en_GB', timeZone: 'Europe/Berlin' },
    sheets: sheets.map((sheet) => ({
      properties: showProperties(sheet, workbook.sheets.indexOf(sheet)),
      ...(sheet.metadata.length === 0 ? {} : { developerMetadata: sheet.metadata }),
      data: blocks.filter((block) => block.sheet === sheet).map(showGrid),
    })),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${workbook.spreadsheetId}/edit`,
  }
}

/** The properties of a sheet. */
export function showProperties(sheet: Sheet, index: number): object {
  const { sheetId, title, hidden, rowCount, columnCount, frozenRowCount } = sheet
  return {
    sheetId,
    title,
    index,
    sheetType: 'GRID',
    gridProperties: {
      rowCount,
      columnCount,
      ...(frozenRowCount === 0 ? {} : { frozenRowCount }),
    },
    ...(hidden ? { hidden } : {}),
  }
}

/** Rows up to the last one with content; a start of 0 is left out. */
function showGrid(block: CellBlock): object {
  const rows = cellsOf(block).map((row) => {
    const values = trimEnd(row, (cell) => effectiveValue(cell) === undefined).map(showCell)
    return values.length === 0 ? {} : { values }
  })
  const rowData = trimEnd(rows, (row) => !('values' in row))
  return {
    ...(block.startRow === 0 ? {} : { startRow: block.startRow }),
    ...(block.startColumn === 0 ? {} : { startColumn: block.startColumn }),
    ...(rowData.length === 0 ? {} : { rowData }),
  }
}

function showCell(cell: CellData | undefined): object {
  const value = effectiveValue(cell)
  return value === undefined ? {} : { ...cell, effectiveValue: value }
}

/** A value range; empty rows and columns at its end are left out. */
export function showColumns(block: CellBlock, range: string): object {
  const rows = cellsOf(block)
  const width = Math.max(0, ...rows.map((row) => row.length))
  const columns = Array.from({ length: width }, (_, column) =>
    trimEnd(
      rows.map((row) => plainValue(row[column])),
      (value) => value === '',
    ),
  )
  const values = trimEnd(columns, (column) => column.length === 0)
  return { range, majorDimension: 'COLUMNS', ...(values.length === 0 ? {} : { values }) }
}

function cellsOf({ sheet, startRow, endRow, startColumn, endColumn }: CellBlock) {
  return sheet.rows
    .slice(startRow, endRow)
    .map((row) => Array.from(row).slice(startColumn, endColumn))
}

function trimEnd<Item>(items: readonly Item[], isEmpty: (item: Item) => boolean): Item[] {
  return items.slice(0, items.findLastIndex((item) => !isEmpty(item)) + 1)
}
