const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * How long a rejected record that does not change waits for its next try: it doubles from one minute to a day, with
 * up to a tenth of jitter taken off.
 * @returns milliseconds.
 */
export function rejectSpacingMs(attempts: number, random: number): number {
  const full = Math.min(dayMs, minuteMs * 2 ** Math.max(0, Math.min(attempts, 30) - 1))
  return Math.round(full * (1 - random / 10))
}
