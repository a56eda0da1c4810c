/** Tries of one request, the first included. */
export const attemptsMax = 3

const retryBaseMs = 250
const retryCapMs = 30_000
const throttleBaseMs = 1000
const throttleCapMs = 60_000
/** Where the vendor names a wait, our own only keeps a too eager one from becoming a storm. */
const throttleFloorCapMs = 8000

/** Full jitter: anything between nothing and the doubled bound. `retry` counts from 0. */
export function retryDelayMs(retry: number, random: () => number): number {
  return Math.floor(random() * Math.min(retryCapMs, retryBaseMs * 2 ** Math.min(retry, 30)))
}

/**
 * The wait after a throttled answer: what the vendor asks, at least our own backoff, and some jitter after it, since
 * everyone who was told the same comes back at the same moment.
 * @param streak throttled answers in a row before this one.
 */
export function throttleDelayMs(
  askedMs: number | undefined,
  streak: number,
  random: () => number,
): number {
  const capMs = askedMs === undefined || askedMs === 0 ? throttleCapMs : throttleFloorCapMs
  const ownMs = Math.min(capMs, throttleBaseMs * 2 ** Math.min(streak, 30))
  const waitMs = Math.max(askedMs ?? 0, ownMs)
  return Math.ceil(waitMs + random() * Math.min(1000, waitMs / 10))
}
