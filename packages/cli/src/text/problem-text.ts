import type { PlanReport } from '@revetl/core'
import { amountText } from './number-text.ts'
import type { Style } from './style.ts'
import { keyText, oneLine } from './value-text.ts'

/** Rows that cannot be sent: the first few, and how many there are. */
export function problemLines(
  { problems, problemCount }: Pick<PlanReport, 'problems' | 'problemCount'>,
  style: Style,
): string[] {
  if (problemCount === 0) return []
  const left = problemCount - problems.length
  return [
    style('yellow', `${amountText(problemCount, 'record')} cannot be sent:`),
    ...problems.map(
      ({ key, code, message }) => `  ${keyText(key)}  ${oneLine(message)} ${style('dim', code)}`,
    ),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ]
}
