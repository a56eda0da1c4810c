import type { ChangeSample } from '@revetl/core'
import type { Style } from './style.ts'
import { keyText, valueText } from './value-text.ts'

const fieldsMax = 12
const signs = { added: '+', changed: '~', removed: '-' } as const
const colours = { added: 'green', changed: 'yellow', removed: 'red' } as const

type SampleField = ChangeSample['fields'][number]

/** One planned change: its key, and each field before → after. */
export function sampleText(sample: ChangeSample, style: Style): string {
  const { kind, key, operation } = sample
  const sign = style(colours[kind], signs[kind])
  const fields = sample.fields.filter((field) => kind !== 'changed' || isDifferent(field))
  const widest = Math.max(0, ...fields.slice(0, fieldsMax).map(({ name }) => name.length))
  const left = fields.length - fieldsMax
  return [
    `  ${sign} ${style('bold', keyText(key))} ${style('dim', `(${operation})`)}`,
    ...fields
      .slice(0, fieldsMax)
      .map((field) => `      ${field.name.padEnd(widest)}  ${beforeAfter(kind, field, style)}`),
    ...(left > 0 ? [style('dim', `      … and ${left} more fields`)] : []),
  ].join('\n')
}

function isDifferent({ before, after, isSent }: SampleField): boolean {
  if (before === undefined || after === undefined) return isSent
  return JSON.stringify(before) !== JSON.stringify(after)
}

function beforeAfter(kind: ChangeSample['kind'], field: SampleField, style: Style): string {
  const { before, after, isSent } = field
  const note = isSent ? '' : style('dim', '  (not sent)')
  if (kind === 'added') return style('green', valueText(after)) + note
  if (kind === 'removed') return style('red', valueText(before))
  return `${style('red', valueText(before))} → ${style('green', valueText(after))}${note}`
}
