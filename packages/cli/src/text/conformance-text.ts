import type { CheckResult, ConnectorReport, Tier } from '@revetl/testkit'
import { amountText } from './number-text.ts'
import type { Style } from './style.ts'

const colours = { none: 'red', bronze: 'yellow', silver: 'cyan', gold: 'green' } as const

/** The results of the suite: each connector with its tier, what is wrong, and why checks were skipped. */
export function conformanceText(reports: readonly ConnectorReport[], style: Style): string {
  return reports.map((report) => reportText(report, style)).join('\n\n')
}

/** One line about all of them. */
export function conformanceSummary(reports: readonly ConnectorReport[]): string {
  const failed = reports.filter((report) => report.failed > 0)
  const sum = (key: 'passed' | 'failed' | 'warned' | 'skipped') =>
    reports.reduce((total, report) => total + report[key], 0)
  const counts = `${sum('passed')} passed, ${sum('failed')} failed, ${sum('warned')} warned, ${sum('skipped')} skipped`
  const who = failed.length === 0 ? '' : ` Failed: ${failed.map((one) => one.package).join(', ')}.`
  return `${amountText(reports.length, 'connector')}: ${counts}.${who}`
}

function reportText(report: ConnectorReport, style: Style): string {
  const { passed, failed, warned, skipped, results, tier, tierReason } = report
  const mark = failed === 0 ? style('green', '✓') : style('red', '✗')
  const counts = `${passed} passed, ${failed} failed, ${warned} warned, ${skipped} skipped`
  return [
    `${mark} ${style('bold', report.package)} ${report.version}  ${tierText(tier, style)}  ${counts}`,
    `  ${style('dim', `not higher, because ${tierReason}`)}`,
    ...results.filter(({ failure }) => failure !== undefined).map((one) => failureText(one, style)),
    ...skipLines(results, style),
  ].join('\n')
}

const tierText = (tier: Tier, style: Style): string =>
  style(colours[tier], tier === 'none' ? 'no tier' : tier)

function failureText({ id, subject, title, status, failure }: CheckResult, style: Style): string {
  if (failure === undefined) return ''
  const { expected, got, place, fix, see, sent } = failure
  const mark = status === 'failed' ? style('red', '✗') : style('yellow', '!')
  const about = subject === undefined ? '' : ` (${subject})`
  const line = (name: string, text: string | undefined) =>
    text === undefined || text === '' ? [] : [`    ${style('dim', name)}  ${indent(text)}`]
  return [
    `  ${mark} ${style('bold', id)}${about} ${title}`,
    ...line('expected', expected),
    ...line('got     ', got),
    ...line('where   ', place && `${place.file}:${place.line}`),
    ...line('do      ', fix),
    ...line('sent    ', sent),
    ...line('see     ', see),
  ].join('\n')
}

const indent = (text: string): string => text.split('\n').join('\n              ')

/** Why checks were skipped, those with one reason together. */
function skipLines(results: readonly CheckResult[], style: Style): readonly string[] {
  const skipped = results.filter(({ status }) => status === 'skipped')
  const byReason = Map.groupBy(skipped, ({ reason }) => reason ?? '')
  return [...byReason].map(([reason, all]) => {
    const ids = [...new Set(all.map(({ id }) => id))].join(', ')
    return `  ${style('dim', `skipped ${ids}: ${reason}`)}`
  })
}
