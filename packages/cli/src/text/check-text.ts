import type { CheckReport, ScratchReport } from '@revetl/core'
import { errorText, type ErrorTextOptions } from './error-text.ts'
import { amountText, countText } from './number-text.ts'

/** What `rev check` found: connections, syncs, then each finding with its place. */
export function checkText(report: CheckReport, options: ErrorTextOptions): string {
  const { style } = options
  const mark = (isOk: boolean) => (isOk ? style('green', '✓') : style('red', '✗'))
  const connections = report.connections.flatMap((connection) => {
    const { name, kind, connector, isOk, account, warnings, quotaLeft } = connection
    const who = account === undefined ? '' : `  ${account}`
    return [
      `${mark(isOk)} ${kind} ${style('bold', name)} (${connector})${who}${quotaText(quotaLeft)}`,
      ...warnings.map((warning) => `  ${style('yellow', '!')} ${warning}`),
    ]
  })
  const syncs = report.syncs.map(
    ({ name, isOk, columns, scratch }) =>
      `${mark(isOk)} sync ${style('bold', name)}  ${amountText(columns, 'column')}${scratchText(scratch)}`,
  )
  const findings = report.findings.map(({ severity, subject, error }) =>
    errorText(error, { ...options, label: subject, isWarning: severity === 'warning' }),
  )
  return [...connections, ...syncs, ...findings.map((text) => `\n${text}`)].join('\n')
}

function scratchText(scratch: ScratchReport | undefined): string {
  if (scratch === undefined) return ''
  return `  scratch schema ${scratch.schema} ${scratch.isWritable ? 'can be written' : 'cannot be written'}`
}

function quotaText(quotaLeft: Readonly<Record<string, number>> | undefined): string {
  const entries = Object.entries(quotaLeft ?? {})
  return entries.map(([name, left]) => `  ${name}: ${countText(left)} left`).join('')
}
