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
