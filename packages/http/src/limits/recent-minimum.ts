/** The least of the latest values. */
export interface RecentMinimum {
  /** 0 before the first value. */
  readonly value: number
  add(value: number): void
}

const generation = 20

/** Remembers the least of the latest 20 to 40 values, in constant space. */
export function createRecentMinimum(): RecentMinimum {
  let older = 0
  let newer = Number.POSITIVE_INFINITY
  let count = 0
  return {
    get value() {
      return Math.min(older, newer)
    },
    add: (value) => {
      newer = Math.min(newer, value)
      // The first value already says more than nothing.
      if (count === 0 && older === 0) older = value
      count += 1
      if (count < generation) return
      older = newer
      newer = Number.POSITIVE_INFINITY
      count = 0
    },
  }
}
