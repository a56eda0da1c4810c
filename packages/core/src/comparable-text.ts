import { isExactNumber, type Value } from '@revetl/sdk'

/** A value as text for comparisons with what a vendor gives back: many answer every value as a string. */
export function comparableText(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  if (isExactNumber(value)) return value.text
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
