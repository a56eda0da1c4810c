/** What a request puts in; a retry takes 1. */
const share = 0.1
/** Retries that even the first requests of a connection may have; the requests that would earn them earn no others. */
const reserve = 10
const balanceMax = 100

/** Keeps retries to a tenth of the requests, so that a failing destination is not hit harder for failing. */
export interface RetryBudget {
  /** Counts a request. */
  earn(): void
  /** Takes one retry. @returns whether there was one to take. */
  spend(): boolean
}

/** Creates a budget. */
export function createRetryBudget(): RetryBudget {
  let balance = reserve
  let advance = Math.round(reserve / share)
  return {
    earn: () => {
      if (advance > 0) advance -= 1
      else balance = Math.min(balanceMax, balance + share)
    },
    spend: () => {
      // Ten tenths are a little less than one in binary.
      if (balance < 1 - 1e-9) return false
      balance -= 1
      return true
    },
  }
}
