// Cells as they are written and as they are read:
// https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells (read 2026-11-27)

/** What a cell holds, by the name of its kind. */
export interface ExtendedValue {
  readonly stringValue?: string
  readonly numberValue?: number
  readonly boolValue?: boolean
  readonly formulaValue?: string
}

/** A cell; an empty object for an empty one. */
export interface CellData {
  readonly userEnteredValue?: ExtendedValue
  readonly userEnteredFormat?: { readonly numberFormat?: object }
}

/** A note of the developer on a sheet. */
export interface Metadata {
  readonly metadataId: number
  readonly metadataKey: string
  readonly metadataValue: string
  readonly location: { readonly sheetId: number; readonly locationType: 'SHEET' }
  readonly visibility: string
}

/** One sheet of a spreadsheet. */
export interface Sheet {
  readonly sheetId: number
  title: string
  hidden: boolean
  rowCount: number
  columnCount: number
  frozenRowCount: number
  /** Row by row; rows and cells behind the last one with content may be missing. */
  rows: (CellData | undefined)[][]
  metadata: Metadata[]
}

/** A whole spreadsheet. */
export interface Workbook {
  readonly spreadsheetId: string
  readonly title: string
  sheets: Sheet[]
  nextId: number
}

/** An empty sheet of the usual size. */
export function emptySheet(
  sheetId: number,
  title: string,
  { rowCount = 1000, columnCount = 26 } = {},
): Sheet {
  return {
    sheetId,
    title,
    hidden: false,
    rowCount,
    columnCount,
    frozenRowCount: 0,
    rows: [],
    metadata: [],
  }
}

/** The value of a cell as it counts; a formula's result stands for any. */
export function effectiveValue(cell: CellData | undefined): ExtendedValue | undefined {
  const value = cell?.userEnteredValue
  if (value?.formulaValue !== undefined) return { stringValue: `result of ${value.formulaValue}` }
  return value?.stringValue === '' ? undefined : value
}

/** The bare value of a cell, as `values` end points give it. */
export function plainValue(cell: CellData | undefined): string | number | boolean {
  const { stringValue, numberValue, boolValue } = effectiveValue(cell) ?? {}
  return stringValue ?? numberValue ?? boolValue ?? ''
}

/** How many rows of a sheet say something. */
export function rowsWithData({ rows }: Sheet): number {
  return rows.findLastIndex((row) => row.some((cell) => effectiveValue(cell))) + 1
}

/** The bare values of a sheet, row by row, as a person sees them. */
export function plainRows(sheet: Sheet): (string | number | boolean)[][] {
  return sheet.rows.slice(0, rowsWithData(sheet)).map((row) => Array.from(row, plainValue))
}
