import type { DriftExample, FieldDrift, ReadBackReport } from '@revetl/core'
import { amountText, countText } from './number-text.ts'
import type { Style } from './style.ts'
import { keyText, oneLine, valueText } from './value-text.ts'

const fieldsMax = 12

/** What was read back in one line: `96 of 100 equal, 3 differ, 1 missing`. */
export function readBackCounts({ checked, equal, differing, missing }: ReadBackReport): string {
  if (checked === 0) return 'nothing to compare'
  const parts = [
    ...(differing > 0 ? [`${countText(differing)} differ`] : []),
    ...(missing > 0 ? [`${countText(missing)} missing`] : []),
  ]
  return [`${countText(equal)} of ${countText(checked)} equal`, ...parts].join(', ')
}

/** The fields that differ with examples, the records that are missing, and what could not be compared. */
export function readBackLines(report: ReadBackReport, style: Style): string[] {
  const { fields, missing, missingKeys } = report
  const shown = fields.slice(0, fieldsMax)
  const left = fields.length - shown.length
  const unnamed = missing - missingKeys.length
  return [
    ...shown.flatMap((field) => fieldLines(field, style)),
    ...(left > 0 ? [`  … and ${amountText(left, 'more field')}`] : []),
    ...(missing > 0
      ? [
          `  ${style('red', 'missing')} ${missingKeys.map(keyText).join(', ')}${unnamed > 0 ? ` … and ${countText(unnamed)} more` : ''}`,
        ]
      : []),
    ...notComparedLines(report, style),
    ...absentLines(report, style),
  ]
}

function fieldLines(drift: FieldDrift, style: Style): string[] {
  const { field, examples, isMasked } = drift
  const counts = (['truncated', 'normalised', 'different'] as const)
    .filter((kind) => drift[kind] > 0)
    .map((kind) => `${countText(drift[kind])} ${kind}`)
  const note = isMasked ? style('dim', '  (personal data: values are not shown)') : ''
  return [
    `  ${style('bold', oneLine(field))} ${counts.join(', ')}${note}`,
    ...examples.map((example) => exampleLine(example, isMasked, style)),
  ]
}

function exampleLine(
  { key, drift, sent, found }: DriftExample,
  isMasked: boolean,
  style: Style,
): string {
  const values = isMasked
    ? '•••'
    : `${style('green', valueText(sent))} → ${style('red', valueText(found))}`
  return `      ${keyText(key)}  ${values}  ${style('dim', drift)}`
}

function absentLines({ fieldsAbsent }: ReadBackReport, style: Style): string[] {
  if (fieldsAbsent.length === 0) return []
  const names = fieldsAbsent.map(oneLine).join(', ')
  return [style('dim', `  not compared: what no record gave back: ${names}`)]
}

function notComparedLines({ notCompared }: ReadBackReport, style: Style): string[] {
  const { changed, recent, unknown, unmatched } = notCompared
  const parts = [
    [changed, 'whose values are not kept and changed in the model since'],
    [recent, 'delivered so recently that they may not show yet'],
    [unknown, 'of which nobody knows what was delivered last'],
    [unmatched, 'without a value to find them by'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, why]) => style('dim', `  not compared: ${amountText(count, 'record')} ${why}`))
}
