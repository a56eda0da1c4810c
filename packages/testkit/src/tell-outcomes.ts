import type { Outcome } from '@revetl/sdk'

/** What became of each record in a word or two, for a test to compare: `created`, `skipped exists`, `retry`. */
export function tellOutcomes(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'ok') return outcome.effect
    if (outcome.status === 'skipped') return `skipped ${outcome.reason}`
    return outcome.status
  })
}
