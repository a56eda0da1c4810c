import { Refused } from './refusal.ts'
import { sheetById } from './ranges.ts'
import { showProperties } from './show-spreadsheet.ts'
import { emptySheet, type Workbook } from './workbook.ts'

interface SheetProperties {
  readonly sheetId?: number
  readonly title?: string
  readonly hidden?: boolean
  readonly gridProperties?: { readonly rowCount?: number; readonly columnCount?: number }
}

/** The request `addSheet`. */
export function addSheet(workbook: Workbook, request: unknown): object {
  const { properties } = request as { properties: SheetProperties }
  const { title = `Sheet${workbook.nextId}`, hidden = false, gridProperties = {} } = properties
  if (workbook.sheets.some((sheet) => sheet.title === title)) {
    throw new Refused(
      `Invalid requests[0].addSheet: A sheet with the name "${title}" already exists. Please enter another name.`,
    )
  }
  const sheet = emptySheet(workbook.nextId, title, gridProperties)
  workbook.nextId += 1
  sheet.hidden = hidden
  workbook.sheets.push(sheet)
  return { addSheet: { properties: showProperties(sheet, workbook.sheets.length - 1) } }
}

/** The request `deleteSheet`. */
export function deleteSheet(workbook: Workbook, request: unknown): void {
  const sheet = sheetById(workbook, (request as { sheetId: number }).sheetId)
  if (workbook.sheets.filter(({ hidden }) => !hidden).length === 1 && !sheet.hidden) {
    throw new Refused(
      "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document.",
    )
  }
  workbook.sheets = workbook.sheets.filter((one) => one !== sheet)
}

/** The request `updateSheetProperties`, for the number of rows. */
export function updateSheetProperties(workbook: Workbook, request: unknown): void {
  const { properties, fields } = request as { properties: SheetProperties; fields: string }
  const sheet = sheetById(workbook, properties.sheetId)
  if (fields !== 'gridProperties.rowCount') throw new Refused(`Unknown mask: ${fields}`)
  sheet.rowCount = properties.gridProperties?.rowCount ?? sheet.rowCount
  sheet.rows.length = Math.min(sheet.rows.length, sheet.rowCount)
}

/** The request `createDeveloperMetadata` for a sheet. */
export function createDeveloperMetadata(workbook: Workbook, request: unknown): object {
  const { developerMetadata } = request as {
    developerMetadata: {
      metadataKey: string
      metadataValue: string
      visibility: string
      location: { sheetId: number }
    }
  }
  const { metadataKey, metadataValue, visibility, location } = developerMetadata
  const sheet = sheetById(workbook, location.sheetId)
  const metadata = {
    metadataId: workbook.nextId,
    metadataKey,
    metadataValue,
    location: { sheetId: sheet.sheetId, locationType: 'SHEET' as const },
    visibility,
  }
  workbook.nextId += 1
  sheet.metadata.push(metadata)
  return { createDeveloperMetadata: { developerMetadata: metadata } }
}

/** The request `updateDeveloperMetadata`, by id. */
export function updateDeveloperMetadata(workbook: Workbook, request: unknown): object {
  const { dataFilters, developerMetadata } = request as {
    dataFilters: { developerMetadataLookup: { metadataId: number } }[]
    developerMetadata: { metadataValue: string }
  }
  const ids = dataFilters.map(({ developerMetadataLookup }) => developerMetadataLookup.metadataId)
  const updated = workbook.sheets.flatMap((sheet) => {
    sheet.metadata = sheet.metadata.map((one) =>
      ids.includes(one.metadataId) ? { ...one, ...developerMetadata } : one,
    )
    return sheet.metadata.filter(({ metadataId }) => ids.includes(metadataId))
  })
  if (updated.length === 0) throw new Refused('No developer metadata matches the filters.')
  return { updateDeveloperMetadata: { developerMetadata: updated } }
}
