import type { BatchField } from '@revetl/sdk'
import { dateFormat, isFormatted, type CellRules } from '../cells/cell.ts'
import type { UpdateRequest } from '../client.ts'
import { columnOf } from '../tab/columns.ts'
import type { Staging } from './staging.ts'

interface PasteTarget {
  readonly sheetId: number
  readonly fields: readonly BatchField[]
  readonly rules: CellRules
}

/** Empties each mapped column below the header and pastes what was staged; other columns are left as they are. */
export function pasteRequests(staging: Staging, target: PasteTarget): readonly UpdateRequest[] {
  return target.fields.flatMap((field) => {
    const column = columnOf(staging.columns.places, field.name)
    return pasteColumn(staging, column, field, target)
  })
}

function pasteColumn(
  { sheetId: from, rows }: Staging,
  column: number,
  field: BatchField,
  { sheetId, rules }: PasteTarget,
): readonly UpdateRequest[] {
  const columns = { startColumnIndex: column, endColumnIndex: column + 1 }
  const below = { sheetId, startRowIndex: 1, ...columns }
  const pasted = { ...below, endRowIndex: rows }
  const clear = { updateCells: { range: below, fields: 'userEnteredValue' } }
  if (rows === 1) return [clear]
  const isFormula = rules.formulaColumns.includes(field.name)
  const copyPaste = {
    source: { ...pasted, sheetId: from },
    destination: pasted,
    // Values alone: the tab keeps its own formats.
    pasteType: isFormula ? 'PASTE_FORMULA' : 'PASTE_VALUES',
  }
  const repeatCell = {
    range: pasted,
    cell: { userEnteredFormat: dateFormat(field.type) },
    fields: 'userEnteredFormat.numberFormat',
  }
  return [clear, { copyPaste }, ...(isFormatted(field, rules) ? [{ repeatCell }] : [])]
}
