import { ok, rejected, skipped, type Batch, type Change, type Outcome } from '@revetl/sdk'
import { rowCells, type RowCells } from '../cells/row-cells.ts'
import type { Config } from '../config.ts'
import { keyOfChange, rowsByKey } from './row-keys.ts'

/** A change with the row that it is about. */
export interface PlannedRow {
  readonly change: Change
  readonly key: string
  readonly cells: RowCells
  /** From 0; undefined for a row that is not there yet. */
  readonly row: number | undefined
}

/** What is to be sent, and what is decided without. */
export interface PlannedRows {
  readonly rows: readonly PlannedRow[]
  readonly settled: readonly Outcome[]
}

/** Finds the row of each change. Pure. */
export function planRows(batch: Batch, keys: readonly string[], config: Config): PlannedRows {
  const byKey = rowsByKey(keys)
  const rows: PlannedRow[] = []
  const settled: Outcome[] = []
  for (const change of batch.changes) {
    const key = keyOfChange(change, batch, config)
    const cells = rowCells(change, batch, config)
    const found = byKey.get(key) ?? []
    const outcome = 'refused' in cells ? cells.refused : settle(change, batch, found)
    if (outcome !== undefined) settled.push(outcome)
    else if ('byField' in cells) rows.push({ change, key, cells, row: found[0] })
  }
  return { rows, settled }
}

/** What needs no request. */
function settle(change: Change, batch: Batch, found: readonly number[]): Outcome | undefined {
  const { operation } = batch
  const [row, ...others] = found
  if (others.length > 0) {
    const numbers = found.map((one) => one + 1).join(', ')
    const message = `Its key stands in several rows (${numbers}). Leave it in one of them.`
    return rejected(change, { code: 'REV_RECORD_CONFLICT', message })
  }
  if (row === undefined && operation === 'delete') return ok(change, 'unchanged')
  if (row === undefined && operation === 'update') return skipped(change, 'no-match')
  if (row !== undefined && operation === 'create') return skipped(change, 'exists')
  const isAllKey = Object.keys(change.fields).every((name) => batch.matchOn.includes(name))
  const isThere = row !== undefined && operation !== 'delete'
  return isThere && isAllKey ? ok(change, 'unchanged') : undefined
}
