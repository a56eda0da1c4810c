const acceptsWorth = 2
/** Fewer requests than this say nothing about a destination. */
const requestsMin = 20
const windowMs = 120_000
const bucketMs = 10_000

/** Holds back a share of the requests to a destination that lately failed most of them. Times are monotonic milliseconds. */
export interface AdaptiveThrottle {
  /** The share of requests that should wait, from 0 to 1. */
  heldShare(nowMs: number): number
  /** Counts a request before it is sent; until it is recorded it has the benefit of the doubt. */
  enter(nowMs: number): void
  /** What became of a request: `undefined` where it says nothing about the destination. */
  record(isFailure: boolean | undefined, nowMs: number): void
}

interface Bucket {
  readonly startMs: number
  requests: number
  accepts: number
}

/**
 * Creates a throttle that follows `max(0, (requests − K·accepts) / (requests + 1))` with K = 2 over two minutes:
 * https://sre.google/sre-book/handling-overload/ (read 2026-11-26). The circuit breaker opens at the same share of
 * failures, so what this adds is the way back: after a short outage the requests return as fast as they are accepted
 * and not all at once.
 */
export function createAdaptiveThrottle(): AdaptiveThrottle {
  let buckets: Bucket[] = []
  let underWay = 0
  const bucketAt = (nowMs: number): Bucket => {
    const last = buckets.at(-1)
    if (last && nowMs < last.startMs + bucketMs) return last
    const bucket = { startMs: nowMs, requests: 0, accepts: 0 }
    buckets = buckets.filter(({ startMs }) => startMs > nowMs - windowMs)
    buckets.push(bucket)
    return bucket
  }
  return {
    heldShare: (nowMs) => {
      let requests = 0
      let accepts = 0
      for (const bucket of buckets) {
        if (bucket.startMs <= nowMs - windowMs) continue
        requests += bucket.requests
        accepts += bucket.accepts
      }
      const judged = requests - underWay
      if (judged < requestsMin) return 0
      return Math.max(0, (judged - acceptsWorth * accepts) / (requests + 1))
    },
    enter: (nowMs) => {
      underWay += 1
      bucketAt(nowMs).requests += 1
    },
    record: (isFailure, nowMs) => {
      underWay -= 1
      const bucket = bucketAt(nowMs)
      if (isFailure === undefined) bucket.requests -= 1
      else if (!isFailure) bucket.accepts += 1
    },
  }
}
