import type { OperationName } from '@revetl/sdk'
import { toReference } from '../records/reference.ts'
import { recordId, type KnownRow, type Row } from '../records/row.ts'
import { toCellText, type FieldValue } from '../values/field-value.ts'

/** What a job is given, as a table. */
export interface JobContent {
  /** The names of the columns, spelt as the org spells them: results leave out what does not match. */
  readonly columns: readonly string[]
  /** The cells of a row, in the order of the columns. */
  readonly cellsOf: (row: KnownRow) => readonly string[]
  /** The one column that no two rows share; undefined for creates that have none. */
  readonly keyColumn: string | undefined
}

// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_bulk_v2/datafiles_csv_valid_record_rows.htm
// (read 2026-11-27): "Empty field values are ignored when you update records. To set a field value to null, use #N/A."
const nullText = '#N/A'
// https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
// (read 2026-11-27)
const fieldLengthMax = 32_000
const recordLengthMax = 400_000

/** Lays out rows as the table of a job. */
export function jobContent(
  operation: OperationName,
  matchField: string | undefined,
  rows: readonly KnownRow[],
): JobContent {
  const isById = operation === 'update' || operation === 'delete'
  const hasMatch = !isById && rows.every(({ match }) => match !== '')
  const keyColumn = isById ? recordId : hasMatch ? matchField : undefined
  const names = new Set(
    operation === 'delete' ? [] : rows.flatMap(({ values }) => Object.keys(values)),
  )
  const own = isById ? recordId : matchField
  const columns = [...(own === undefined ? [] : [own]), ...names]
  // There is nothing to clear in a record that is new.
  const emptyText = operation === 'create' ? '' : nullText
  const cellsOf = (row: KnownRow) =>
    columns.map((name) => {
      if (name === own) return isById ? (row.recordId ?? '') : row.match
      return toCell(row.values[name], emptyText)
    })
  return { columns, cellsOf, keyColumn }
}

const toCell = (value: FieldValue | undefined, emptyText: string): string => {
  if (value === undefined) return ''
  return value === null ? emptyText : toCellText(value)
}

/** Whether a row can be said in the table of a job; what cannot goes as a collection. */
export function fitsJob({ match, values }: Row): boolean {
  let length = match.length
  for (const [name, value] of Object.entries(values)) {
    // Nobody documents how a reference by another record's field is cleared.
    if (value === null && toReference(name) !== undefined) return false
    const text = value === null ? '' : toCellText(value)
    if (text === nullText || text.length > fieldLengthMax) return false
    length += text.length
  }
  return match !== nullText && length <= recordLengthMax
}

/** The text of a job: a header and a line for each row, lines ended by a line feed. */
export function toCsv({ columns, cellsOf }: JobContent, rows: readonly KnownRow[]): string {
  const lines = [columns, ...rows.map(cellsOf)].map((cells) => cells.map(quote).join(','))
  return `${lines.join('\n')}\n`
}

// A cell with a space at either end is quoted too, so that no reader trims it.
const quote = (cell: string): string =>
  /[",\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
