/** The least of the latest values. */
export interface RecentMinimum {
  /** 0 until enough is known. */
  readonly value: number
  add(value: number, nowMs: number): void
}

const valuesMin = 20

/**
 * Remembers the least value of one to two spans of time, each with at least 20 values. A stall hits everything that is
 * under way at once, so many values in a short time say no more than one.
 */
export function createRecentMinimum(spanMs: number): RecentMinimum {
  let older = 0
  let newer = Number.POSITIVE_INFINITY
  let count = 0
  let endMs: number | undefined
  return {
    get value() {
      return Math.min(older, newer)
    },
    add: (value, nowMs) => {
      newer = Math.min(newer, value)
      count += 1
      endMs ??= nowMs + spanMs
      if (count < valuesMin || nowMs < endMs) return
      older = newer
      newer = Number.POSITIVE_INFINITY
      count = 0
      endMs = undefined
    },
  }
}
