/** Positions of a plan from the first to the last, both of them included. */
export type SeqRange = readonly [first: number, last: number]

/** Positions as ranges, in order and without overlaps. */
export function toRanges(seqs: readonly number[]): SeqRange[] {
  const [first = 0] = seqs
  // Batches are mostly a piece of the plan without a gap.
  if (seqs.length > 0 && seqs.every((seq, index) => seq === first + index)) {
    return [[first, first + seqs.length - 1]]
  }
  return joinRanges(seqs.map((seq) => [seq, seq]))
}

/** Ranges in order, those that touch or overlap joined. */
export function joinRanges(ranges: readonly SeqRange[]): SeqRange[] {
  const joined: [number, number][] = []
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = joined.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

/** Ranges as compact text: `0-99,105,110-112`. */
export function rangesToText(ranges: readonly SeqRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

/** The ranges of a compact text. */
export function textToRanges(text: string): SeqRange[] {
  if (text === '') return []
  return text.split(',').map((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return [first, last]
  })
}

/** Every position of some ranges. */
export function toSeqs(ranges: readonly SeqRange[]): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  )
}
