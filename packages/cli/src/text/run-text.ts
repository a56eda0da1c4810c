import type { OutcomeCounts, RunReport } from '@revetl/core'
import type { RunResult } from '../project/run-sync.ts'
import { errorText, type ErrorTextOptions } from './error-text.ts'
import { amountText, countText, secondsText } from './number-text.ts'
import { readBackCounts, readBackLines } from './read-back-text.ts'
import type { Style } from './style.ts'
import { keyText, oneLine } from './value-text.ts'

const colours = { success: 'green', partial: 'yellow', failed: 'red', cancelled: 'yellow' } as const
const marks = { success: '✓', partial: '!', failed: '✗', cancelled: '!' } as const

/** A run in one line. */
export function runSummary(run: RunResult): string {
  if (!('run' in run)) return `${run.sync}: ${run.status}, ${run.error.message}`
  const left = leftText(run.outcomes)
  const accepted = acceptedText(run)
  return `${run.sync}: ${run.status}, ${countText(run.sent)} sent${accepted === '' ? '' : `, ${accepted}`}${left === '' ? '' : `, ${left}`}.`
}

/** A run for a person: what was read, planned and sent, what is left over and why. */
export function runText(run: RunResult, options: ErrorTextOptions): string {
  const { style } = options
  const head = `${style([colours[run.status], 'bold'], `${marks[run.status]} ${run.sync}`)}: ${run.status}`
  if (!('run' in run)) return `${head}\n${errorText(run.error, options)}`
  return [
    `${head} in ${secondsText(run.seconds)} ${style('dim', run.run)}`,
    ...countLines(run, style),
    ...rejectLines(run, style),
    ...(run.retryAfter === undefined
      ? []
      : [`  the rest may be tried again after ${run.retryAfter}`]),
    ...readBackSection(run, style),
    ...run.notes.map((note) => `  ${style('cyan', 'i')} ${note}`),
    ...(run.error === undefined ? [] : [errorText(run.error, options)]),
  ].join('\n')
}

function readBackSection({ readBack, sync }: RunReport, style: Style): string[] {
  if (readBack === undefined) return []
  const line = `  ${style('dim', 'read back'.padEnd(10))}${readBackCounts(readBack)}`
  if (readBack.differing + readBack.missing === 0) return [line]
  return [line, ...readBackLines(readBack, style), `  ${style('cyan', '→')} rev verify ${sync}`]
}

function countLines(run: RunReport, style: Style): string[] {
  const label = (text: string) => style('dim', text.padEnd(10))
  const { added, changed, removed } = run.changes
  const retries =
    run.retries > 0 ? `, ${amountText(run.retries, 'retry').replace(/rys$/, 'ries')}` : ''
  const left = leftText(run.outcomes)
  const accepted = acceptedText(run)
  // Databases and files are not reached by requests that could be counted.
  const requests = run.requests > 0 ? ` in ${amountText(run.requests, 'request')}${retries}` : ''
  return [
    `  ${label('read')}${amountText(run.rowsRead, 'row')}, ${countText(run.unchanged)} unchanged`,
    `  ${label('planned')}+ ${countText(added)}  ~ ${countText(changed)}  - ${countText(removed)}`,
    `  ${label('sent')}${countText(run.sent)}${requests}`,
    `  ${label('outcome')}${countText(run.outcomes.ok)} ok${accepted === '' ? '' : ` (${accepted})`}${left === '' ? '' : `, ${left}`}`,
  ]
}

/** Of those that are ok, the ones of which the destination does not say what became of them. */
function acceptedText({ accepted }: RunReport): string {
  return accepted > 0 ? `${countText(accepted)} accepted without an answer for each` : ''
}

/** Every outcome that is not ok and not nothing. */
function leftText({ rejected, skipped, pending, held, guarded }: OutcomeCounts): string {
  return Object.entries({ rejected, skipped, pending, held, guarded })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${countText(count)} ${name}`)
    .join(', ')
}

function rejectLines({ sync, rejects, outcomes }: RunReport, style: Style): string[] {
  if (rejects.length === 0) return []
  const left = outcomes.rejected - rejects.length
  return [
    ...rejects.map(({ key, message, field, code }) => {
      const where = field === undefined ? '' : ` ${field}:`
      return `  ${style('red', '✗')} ${keyText(key)} ${where} ${oneLine(message)} ${style('dim', code)}`
    }),
    ...(left > 0 ? [`  … and ${left} more`] : []),
    `  ${style('cyan', '→')} rev rejects list ${sync}`,
  ]
}
