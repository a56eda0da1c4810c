/** The known name that a mistyped one most likely means; undefined where none is close. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let nearest: { readonly one: string; readonly distance: number } | undefined
  for (const one of known) {
    const distance = editDistance(wanted, one.toLowerCase())
    if (distance < (nearest?.distance ?? distanceMax(wanted) + 1)) nearest = { one, distance }
  }
  return nearest?.one
}

/** A hint for an unknown name: the nearest known one, else the known ones where they are few. */
export function suggestName(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return `Did you mean "${nearest}"?`
  if (known.length === 0) return 'There is none yet.'
  const shown = known.slice(0, 20).join(', ')
  return `Known: ${shown}${known.length > 20 ? ', …' : ''}.`
}

function distanceMax(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3))
}

// Longer names are not typed by hand; the matrix would cost more than the hint is worth.
const charactersMax = 200

/** Damerau–Levenshtein distance (optimal string alignment): a swap of neighbours counts once. */
function editDistance(a: string, b: string): number {
  if (a.length > charactersMax || b.length > charactersMax) return a === b ? 0 : Infinity
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1
      const swap = isSwap ? at(beforeLast, j - 2) + 1 : substitution
      row.push(Math.min(substitution, swap, at(last, j) + 1, at(row, j - 1) + 1))
    }
    ;[beforeLast, last] = [last, row]
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
