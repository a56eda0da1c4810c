import type { ReadBackReport } from '@revetl/core'
import type { NotDone } from '../project/not-done.ts'
import { errorText, type ErrorTextOptions } from './error-text.ts'
import { countText } from './number-text.ts'
import { readBackCounts, readBackLines } from './read-back-text.ts'

/** What was read back of a sync, or why nothing was. */
export type VerifyResult = ReadBackReport | NotDone

/** Whether the destination has something otherwise. */
export function hasDrift(result: VerifyResult): boolean {
  return !('error' in result) && result.differing + result.missing > 0
}

/** One sync in one line: `contacts: 96 of 100 equal, 3 differ, 1 missing.` */
export function verifySummary(result: VerifyResult): string {
  if ('error' in result) return `${result.sync}: not read back, ${result.error.message}`
  return `${result.sync}: ${readBackCounts(result)}.`
}

/** One sync for a person: counts, the fields that differ with examples, and what to do next. */
export function verifyText(result: VerifyResult, options: ErrorTextOptions): string {
  const { style } = options
  if ('error' in result) {
    const head = style(['red', 'bold'], `✗ ${result.sync}`)
    return `${head}: not read back\n${errorText(result.error, options)}`
  }
  const { sync, destination, object, delivered, checked, notes } = result
  const isDrifted = hasDrift(result)
  const mark = isDrifted
    ? style(['yellow', 'bold'], `! ${sync}`)
    : style(['green', 'bold'], `✓ ${sync}`)
  const of = checked < delivered ? style('dim', `  of ${countText(delivered)} delivered`) : ''
  return [
    `${mark}: ${readBackCounts(result)} in ${destination} / ${object}${of}`,
    ...readBackLines(result, style),
    ...notes.map((note) => `  ${style('cyan', 'i')} ${note}`),
    ...(isDrifted
      ? [`  ${style('cyan', '→')} to send all of it again: rev run ${sync} --full`]
      : []),
  ].join('\n')
}
