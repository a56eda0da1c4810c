/** Positions as compact text: `0-99,105,110-112`. */
export function seqsToText(seqs: readonly number[]): string {
  const sorted = seqs.toSorted((a, b) => a - b)
  const parts: string[] = []
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++
    parts.push(start === end ? `${sorted[start]}` : `${sorted[start]}-${sorted[end]}`)
    start = end + 1
  }
  return parts.join(',')
}

/** The positions of a compact text. */
export function textToSeqs(text: string): number[] {
  if (text === '') return []
  return text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
