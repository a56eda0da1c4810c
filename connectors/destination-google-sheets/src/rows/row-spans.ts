/** Rows that follow one another; the last one is included. */
export interface RowSpan {
  readonly first: number
  readonly last: number
}

/** Rows as spans, from the top down. */
export function rowSpans(rows: readonly number[]): readonly RowSpan[] {
  const spans: { first: number; last: number }[] = []
  for (const row of rows.toSorted((a, b) => a - b)) {
    const span = spans.at(-1)
    if (span !== undefined && row <= span.last + 1) span.last = row
    else spans.push({ first: row, last: row })
  }
  return spans
}
