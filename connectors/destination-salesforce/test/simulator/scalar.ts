import { isExactNumber } from '@revetl/sdk'

/** Whether a value is no object with members of its own. */
export const isScalar = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || isExactNumber(value)

/** The text of a value; an empty one for null. */
export function scalarText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return isExactNumber(value) ? value.text : JSON.stringify(value)
}
