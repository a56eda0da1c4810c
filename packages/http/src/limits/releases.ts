/** Units that come back later, in the order of their times. */
export interface Releases {
  /** Units that are on their way back. */
  readonly units: number
  /** The next time at which units come back. */
  readonly nextMs: number | undefined
  add(atMs: number, units: number): void
  /** Takes out what has come back by now. @returns its units. */
  takeDue(nowMs: number): number
  /** When at least so many units will have come back; `undefined` where not so many are on their way. */
  timeOf(units: number): number | undefined
}

interface Entry {
  readonly atMs: number
  units: number
}

/**
 * Creates an empty list. Times are rounded up to a grain, so that a day's window of a million requests is a few
 * hundred entries: rounding up gives back late, never early.
 */
export function createReleases(grainMs: number): Releases {
  let entries: Entry[] = []
  let first = 0
  let total = 0
  const compact = () => {
    if (first < 64 || first * 2 < entries.length) return
    entries = entries.slice(first)
    first = 0
  }
  return {
    get units() {
      return total
    },
    get nextMs() {
      return entries[first]?.atMs
    },
    add: (atMs, units) => {
      const grainEndMs = Math.ceil(atMs / grainMs) * grainMs
      total += units
      // Almost always at the end: answers come in about the order of their times.
      const before = entries.findLastIndex(({ atMs: otherMs }) => otherMs <= grainEndMs)
      const last = before < first ? undefined : entries[before]
      if (last?.atMs === grainEndMs) last.units += units
      else entries.splice(Math.max(before + 1, first), 0, { atMs: grainEndMs, units })
    },
    takeDue: (nowMs) => {
      let due = 0
      for (let entry = entries[first]; entry && entry.atMs <= nowMs; entry = entries[first]) {
        due += entry.units
        first += 1
      }
      total -= due
      compact()
      return due
    },
    timeOf: (units) => {
      let sum = 0
      return entries.slice(first).find((entry) => (sum += entry.units) >= units)?.atMs
    },
  }
}
