import type { Batch } from '@revetl/sdk'
import { updateRow, wholeMask, wholeRow } from '../cells/row-cells.ts'
import type { UpdateRequest } from '../client.ts'
import type { Config } from '../config.ts'
import { columnOf } from '../tab/columns.ts'
import type { PlannedRow } from './plan-rows.ts'
import { rowSpans } from './row-spans.ts'

/** Where rows are written. */
export interface RowTarget {
  readonly sheetId: number
  /** The column of each field, from 0. */
  readonly places: ReadonlyMap<string, number>
  /** How many rows have a key, the header included. */
  readonly keyedRows: number
}

/** What writes the planned rows: rows that are there first, since the others are found by no number. */
export function rowRequests(
  rows: readonly PlannedRow[],
  batch: Batch,
  target: RowTarget,
  config: Config,
): readonly UpdateRequest[] {
  if (batch.operation === 'delete') return deleteRows(rows, target)
  const isKey = (name: string) => batch.matchOn.includes(name)
  const updates = rows.flatMap(({ cells, row }) => {
    if (row === undefined) return []
    // Key cells are left alone: should rows have moved, no record takes the place of another.
    const changed = [...cells.byField].filter(([name]) => !isKey(name))
    const placed = changed.map(([name, cell]) => [columnOf(target.places, name), cell] as const)
    return updateRow({ sheetId: target.sheetId, row }, placed)
  })
  const added = rows.filter(({ row }) => row === undefined)
  if (added.length === 0) return updates
  const appendCells = {
    sheetId: target.sheetId,
    rows: added.map(({ cells }) => wholeRow(cells, target.places)),
    fields: wholeMask(batch.fields, config),
  }
  return [...updates, { appendCells }]
}

/** From the bottom upwards, so that no row moves before its turn. */
function deleteRows(rows: readonly PlannedRow[], target: RowTarget): readonly UpdateRequest[] {
  const { sheetId, keyedRows } = target
  const spans = rowSpans(rows.flatMap(({ row }) => row ?? []))
  const deletes = spans.toReversed().map(({ first, last }) => ({
    deleteDimension: {
      range: { sheetId, dimension: 'ROWS', startIndex: first, endIndex: last + 1 },
    },
  }))
  // A tab must keep a row that is not frozen, as the header may be.
  const isAll = rows.length >= keyedRows - 1
  const spare = { appendDimension: { sheetId, dimension: 'ROWS', length: 1 } }
  return isAll ? [spare, ...deletes] : deletes
}
