import type { PlanReport } from '@revetl/core'
import type { NotDone } from '../project/not-done.ts'
import { errorText, type ErrorTextOptions } from './error-text.ts'
import { amountText, countText, secondsText } from './number-text.ts'
import { problemLines } from './problem-text.ts'
import { sampleText } from './sample-text.ts'
import type { Style } from './style.ts'

/** A plan, or why there is none. */
export type PlanResult = PlanReport | NotDone

/** A plan in one line: `movies: 3 to add, 2 to change, 1 to remove; 3,194 unchanged.` */
export function planSummary(plan: PlanResult): string {
  if ('error' in plan) return `${plan.sync}: no plan, ${plan.error.message}`
  const { sync, changes, unchanged } = plan
  const { added, changed, removed } = changes
  const [add, change, remove] = [added, changed, removed].map(countText)
  return `${sync}: ${add} to add, ${change} to change, ${remove} to remove; ${countText(unchanged)} unchanged.`
}

/** A plan for a person: samples with before and after, counts, costs, and what to type next. */
export function planText(plan: PlanResult, options: ErrorTextOptions): string {
  const { style } = options
  if ('error' in plan) {
    const head = style(['red', 'bold'], `✗ ${plan.sync}`)
    return `${head}: no plan\n${errorText(plan.error, options)}`
  }
  const { sync, mode, destination, object } = plan
  const title = `${style('bold', sync)}: ${mode} → ${destination} / ${object}`
  return [
    `${title}${plan.isFirstRun ? style('dim', '  (first run)') : ''}`,
    ...section(plan.samples.map((sample) => sampleText(sample, style))),
    ...section(hiddenText(plan)),
    ...section([summaryLine(plan, style), ...detailLines(plan, style)]),
    ...section(problemLines(plan, style)),
    ...section(plan.notes.map((note) => `${style('cyan', 'i')} ${note}`)),
    ...section([nextText(plan, style)]),
  ].join('\n')
}

function section(lines: readonly string[]): string[] {
  const filled = lines.filter((line) => line !== '')
  return filled.length === 0 ? [] : ['', ...filled]
}

function hiddenText({ samples, changes }: PlanReport): string[] {
  const left = changes.added + changes.changed + changes.removed - samples.length
  return left > 0 && samples.length > 0 ? [`  … and ${amountText(left, 'more change')}`] : []
}

function summaryLine({ changes, unchanged, rowsRead }: PlanReport, style: Style): string {
  const { added, changed, removed } = changes
  return [
    style('green', `+ ${countText(added)} to add`),
    style('yellow', `~ ${countText(changed)} to change`),
    style('red', `- ${countText(removed)} to remove`),
    `${countText(unchanged)} unchanged`,
    style('dim', `of ${amountText(rowsRead, 'row')} read`),
  ].join('   ')
}

function detailLines(plan: PlanReport, style: Style): string[] {
  const label = (text: string) => style('dim', text.padEnd(16))
  const { operations, changedFields, requestsMin, secondsAtQuota } = plan
  const time = secondsAtQuota === undefined ? '' : `, ${secondsText(secondsAtQuota)} at the quota`
  const hasChanges = Object.keys(operations).length > 0
  return [
    Object.keys(changedFields).length > 0
      ? label('changed fields') + countsText(changedFields)
      : '',
    hasChanges ? label('operations') + countsText(operations) : '',
    hasChanges ? `${label('requests')}at least ${countText(requestsMin)}${time}` : '',
    `${label('plan')}${plan.hash}`,
  ]
}

/** The largest first: `imdb_votes 3, title 1`. */
function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${countText(count)}`)
    .join(', ')
}

function nextText({ guard, sync, hash, changes }: PlanReport, style: Style): string {
  if (guard !== undefined) {
    return [
      style(['red', 'bold'], `Guarded: ${guard.message}`),
      `  ${style('cyan', '→')} If that is right: rev run ${sync} --plan ${hash}`,
    ].join('\n')
  }
  const total = changes.added + changes.changed + changes.removed
  if (total === 0) return 'Nothing to do: the destination has what the model has.'
  return `To do exactly this: rev run ${sync} --plan ${hash}`
}
