import { ok, unknown, type Effect, type OperationName, type Outcome } from '@revetl/sdk'
import type { PlannedRow } from './plan-rows.ts'
import { rowSpans, type RowSpan } from './row-spans.ts'

/** What the tab has to look like right after the write, if nobody has moved a row meanwhile. */
export interface ExpectedRow {
  readonly planned: PlannedRow
  readonly effect: Effect
  /** From 0; undefined for a row that may stand anywhere behind the others. */
  readonly row: number | undefined
  readonly key: string
}

/** Where to look for each change after the write. Pure. */
export function expectedRows(
  rows: readonly PlannedRow[],
  keys: readonly string[],
  operation: OperationName,
): readonly ExpectedRow[] {
  if (operation === 'delete') return expectedNeighbours(rows, keys)
  return rows.map((planned) => {
    const effect = planned.row === undefined ? 'created' : 'updated'
    return { planned, effect, row: planned.row, key: planned.key }
  })
}

/** A deleted row cannot be seen, but the row that has moved up to it, or the one above it. */
function expectedNeighbours(
  rows: readonly PlannedRow[],
  keys: readonly string[],
): readonly ExpectedRow[] {
  const spans = rowSpans(rows.flatMap(({ row }) => row ?? []))
  let gone = 0
  return spans.flatMap((span) => {
    const isLast = span.last + 1 >= keys.length
    const before = isLast ? span.first - 1 : span.last + 1
    const row = isLast ? before - gone : span.first - gone
    gone += span.last - span.first + 1
    const inSpan = rows.filter((one) => isWithin(one.row, span))
    const key = keys[before] ?? ''
    return inSpan.map((planned) => ({ planned, effect: 'deleted' as const, row, key }))
  })
}

const isWithin = (row: number | undefined, { first, last }: RowSpan): boolean =>
  row !== undefined && row >= first && row <= last

/** The outcome of each change by what the tab shows after the write: keys by row. Pure. */
export function outcomesOf(
  expected: readonly ExpectedRow[],
  shown: ReadonlyMap<number, string>,
): readonly Outcome[] {
  const all = new Set(shown.values())
  return expected.map(({ planned: { change }, effect, row, key }) => {
    const isThere = row === undefined ? all.has(key) : shown.get(row) === key
    if (isThere) return ok(change, effect)
    const message =
      shown.size === 0
        ? 'Google did not show what became of its row.'
        : 'Its row is not where it was a moment before: somebody may have moved rows.'
    return unknown(change, { message })
  })
}
