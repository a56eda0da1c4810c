const baseMs = 500
const capMs = 30_000

/** Full jitter: anything between nothing and a doubling ceiling. @returns milliseconds. */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)))
}
