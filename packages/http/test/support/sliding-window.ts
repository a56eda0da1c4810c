/** The most events that any window of `perMs` holds, wherever it is laid. */
export function mostInAnyWindow(timesMs: readonly number[], perMs: number): number {
  const times = [...timesMs].sort((a, b) => a - b)
  let most = 0
  let first = 0
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) >= perMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

/**
 * The rate at which whole quotas were spent after the warm-up, over the rate that the vendor allows. Counted from
 * request to the request one quota later, since counts in fixed windows depend on where bursts fall.
 */
export function use(timesMs: readonly number[], max: number, perMs: number, warmUpMs = 0): number {
  const times = [...timesMs].sort((a, b) => a - b)
  const start = times.findIndex((time) => time >= (times[0] ?? 0) + warmUpMs)
  const quotas = Math.floor((times.length - 1 - start) / max)
  const spanMs = (times[start + quotas * max] ?? 0) - (times[start] ?? 0)
  return (quotas * perMs) / spanMs
}
