import { hash } from 'node:crypto'
import { isExactNumber, rejected, type Change, type RejectedOutcome, type Value } from '@revetl/sdk'
import { forms, type FieldName } from './fields.ts'
import type { Normalised } from './normalise.ts'

/** A member as it is sent: one text for each name of the schema, empty where nothing is known. */
export interface Member<ChangeType extends Pick<Change, 'id'> = Change> {
  readonly change: ChangeType
  readonly row: readonly string[]
}

const hashed = /^[\da-f]{64}$/i

/** What is sent for one value: hashed already, or brought into its form and hashed. */
export function identifier(name: FieldName, value: string, year: number): Normalised {
  const { normalise, isHashed } = forms[name]
  if (isHashed && hashed.test(value.trim())) return { text: value.trim().toLowerCase() }
  const normalised = normalise(value, year)
  if ('problem' in normalised || !isHashed) return normalised
  return { text: hash('sha256', normalised.text) }
}

/** A member, or why it cannot be one. The reason never shows the value. */
export function identify(
  change: Change,
  names: readonly FieldName[],
  year: number,
): Member | RejectedOutcome {
  const row: string[] = []
  for (const field of names) {
    const value = textOf(change.fields[field])
    if (value === '') {
      row.push('')
      continue
    }
    const found = identifier(field, value, year)
    if ('problem' in found) {
      const message = `${field} ${found.problem}.`
      return rejected(change, { code: 'REV_VALUE_INVALID', message, field })
    }
    row.push(found.text)
  }
  if (row.some((one) => one !== '')) return { change, row }
  const message = 'It has no value by which Meta could recognise anybody.'
  return rejected(change, { code: 'REV_VALUE_INVALID', message })
}

function textOf(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (isExactNumber(value)) return value.text
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim()
}
