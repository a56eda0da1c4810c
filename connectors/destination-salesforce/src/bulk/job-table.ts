import type { OperationName } from '@revetl/sdk'
import { toReference } from '../records/reference.ts'
import { recordId, type KnownRow, type Row } from '../records/row.ts'
import { toCellText, type FieldValue } from '../values/field-value.ts'
import { RowIndex } from './row-index.ts'

/**
 * What a job is made of. Rows are not part of it: a job may take hours, and what is kept meanwhile for each of its
 * records is kept for all jobs under way.
 */
export interface JobTable {
  /** The upload: a header and a line for each row, lines ended by a line feed. */
  readonly csv: string
  /** Finds the row that a line of results is about. */
  readonly index: RowIndex
}

// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_bulk_v2/datafiles_csv_valid_record_rows.htm
// (read 2026-11-27): "Empty field values are ignored when you update records. To set a field value to null, use #N/A."
const nullText = '#N/A'
// https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
// (read 2026-11-27)
const fieldLengthMax = 32_000
const recordLengthMax = 400_000

/** Lays out rows as the table of a job. */
export function toJobTable(
  operation: OperationName,
  matchField: string | undefined,
  rows: readonly KnownRow[],
): JobTable {
  const isById = operation === 'update' || operation === 'delete'
  const own = isById ? recordId : matchField
  const isKeyed = isById || (own !== undefined && rows.every(({ match }) => match !== ''))
  // Columns are spelt as the org spells them: "Results only include columns that are a match."
  const columns = own === undefined ? [] : [own]
  if (operation !== 'delete') columns.push(...fieldsOf(rows))
  const index = new RowIndex(isKeyed ? columns.slice(0, 1) : columns, isKeyed)
  const lines = [columns.map(quote).join(',')]
  // There is nothing to clear in a record that is new.
  const emptyText = operation === 'create' ? '' : nullText
  for (const row of rows) {
    const key = isById ? (row.recordId ?? '') : row.match
    const cells = columns.map((name) => (name === own ? key : toCell(row.values[name], emptyText)))
    index.add(isKeyed ? [key] : cells, row.id)
    lines.push(cells.map(quote).join(','))
  }
  return { csv: `${lines.join('\n')}\n`, index }
}

function fieldsOf(rows: readonly KnownRow[]): Iterable<string> {
  const names = new Set<string>()
  for (const { values } of rows) for (const name of Object.keys(values)) names.add(name)
  return names
}

function toCell(value: FieldValue | undefined, emptyText: string): string {
  if (value === undefined) return ''
  return value === null ? emptyText : toCellText(value)
}

// A cell with a space at either end is quoted too, so that no reader trims it.
const quote = (cell: string): string =>
  /[",\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

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
