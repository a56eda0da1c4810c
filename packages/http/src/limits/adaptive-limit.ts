/** How the limit follows the answers; the figures are those of Vector's adaptive concurrency. */
const decreaseRatio = 0.9
const ewmaAlpha = 0.4
const deviationScale = 2.5
/** Differences below this are the noise of machines, not a queue that builds up. */
const rttNoiseMs = 50

/** How many requests may be under way, learned from how answers come. */
export interface AdaptiveLimit {
  readonly limit: number
  /** Takes note of an answer. @returns whether the limit moved. */
  record(answer: AnswerSign): boolean
}

/** What one answer tells. Times are monotonic milliseconds. */
export interface AnswerSign {
  readonly nowMs: number
  readonly rttMs: number
  /** 429 or 503, or no answer in time. */
  readonly isBackPressure: boolean
  /** Requests under way, this one included. */
  readonly busy: number
}

/** Creates a limit that starts at its ceiling and moves between 1 and it: one up, a tenth down, once a round trip. */
export function createAdaptiveLimit(ceiling: number): AdaptiveLimit {
  let limit = ceiling
  let pastRttMs: number | undefined
  let deviationMs = 0
  let round = { endMs: 0, rttMs: 0, answers: 0, isPressed: false, busyMax: 0 }

  const finishRound = (nowMs: number) => {
    const rttMs = round.rttMs / round.answers
    const before = pastRttMs ?? rttMs
    const isSlower = rttMs > before + Math.max(rttNoiseMs, deviationScale * deviationMs)
    if (round.isPressed || isSlower) limit = Math.max(1, Math.floor(limit * decreaseRatio))
    else if (round.busyMax >= limit && limit < ceiling) limit += 1
    deviationMs += ewmaAlpha * (Math.abs(rttMs - before) - deviationMs)
    pastRttMs = before + ewmaAlpha * (rttMs - before)
    round = { endMs: nowMs + pastRttMs, rttMs: 0, answers: 0, isPressed: false, busyMax: 0 }
  }
  return {
    get limit() {
      return limit
    },
    record: ({ nowMs, rttMs, isBackPressure, busy }) => {
      const before = limit
      round.rttMs += rttMs
      round.answers += 1
      round.isPressed ||= isBackPressure
      round.busyMax = Math.max(round.busyMax, busy)
      if (nowMs >= round.endMs) finishRound(nowMs)
      return limit !== before
    },
  }
}
