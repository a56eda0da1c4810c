import type { Batch, BatchField, Change, RejectedOutcome } from '@revetl/sdk'
import type { UpdateRequest } from '../client.ts'
import { isFormatted, toCell, type Cell, type CellRules } from './cell.ts'
import { columnOf } from '../tab/columns.ts'
import { refuseValue } from './refuse-value.ts'

/** The cells of one record by field. */
export interface RowCells {
  readonly byField: ReadonlyMap<string, Cell>
}

const valueMask = 'userEnteredValue'
const formatMask = `${valueMask},userEnteredFormat.numberFormat`

/** The cells of a record, or why one of them cannot be written. */
export function rowCells(
  change: Change,
  { fields }: Pick<Batch, 'fields'>,
  rules: CellRules,
): RowCells | { readonly refused: RejectedOutcome } {
  const byField = new Map<string, Cell>()
  for (const field of fields) {
    if (!Object.hasOwn(change.fields, field.name)) continue
    const cell = toCell(change.fields[field.name] ?? null, field, rules)
    const refused = refuseValue(change, field.name, cell)
    if (refused) return { refused }
    byField.set(field.name, cell)
  }
  return { byField }
}

/** The changes of a batch as rows, and those that cannot be one. */
export interface SplitRows {
  readonly rows: readonly { readonly change: Change; readonly cells: RowCells }[]
  readonly refused: readonly RejectedOutcome[]
}

/** Splits a batch into what can be written and what cannot. */
export function splitRows(batch: Pick<Batch, 'changes' | 'fields'>, rules: CellRules): SplitRows {
  const all = batch.changes.map((change) => ({ change, cells: rowCells(change, batch, rules) }))
  return {
    rows: all.flatMap(({ change, cells }) => ('byField' in cells ? [{ change, cells }] : [])),
    refused: all.flatMap(({ cells }) => ('refused' in cells ? [cells.refused] : [])),
  }
}

/** A whole row from the first column on, with nothing where no field is mapped. */
export function wholeRow(
  { byField }: RowCells,
  places: ReadonlyMap<string, number>,
): { readonly values: readonly Cell[] } {
  const cells = new Map([...byField].map(([name, cell]) => [columnOf(places, name), cell]))
  const length = Math.max(0, ...cells.keys()) + 1
  return { values: Array.from({ length }, (_, column) => cells.get(column) ?? {}) }
}

/** What of a cell is written where whole rows are. */
export function wholeMask(fields: readonly BatchField[], rules: CellRules): string {
  return fields.some((field) => isFormatted(field, rules)) ? formatMask : valueMask
}

/** Writes the cells of a row that have a field, and leaves the others alone. */
export function updateRow(
  at: { readonly sheetId: number; readonly row: number },
  cells: readonly (readonly [column: number, cell: Cell])[],
): readonly UpdateRequest[] {
  const sorted = cells.toSorted(([a], [b]) => a - b)
  const runs: { readonly column: number; readonly values: Cell[]; readonly fields: string }[] = []
  for (const [column, cell] of sorted) {
    const last = runs.at(-1)
    const fields = cell.userEnteredFormat === undefined ? valueMask : formatMask
    const isNext = last?.column === column - (last?.values.length ?? 0) && last.fields === fields
    if (isNext) last.values.push(cell)
    else runs.push({ column, values: [cell], fields })
  }
  return runs.map(({ column, values, fields }) => ({
    updateCells: {
      start: { sheetId: at.sheetId, rowIndex: at.row, columnIndex: column },
      rows: [{ values }],
      fields,
    },
  }))
}
