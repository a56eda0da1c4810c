import type { ExactNumber } from './values.ts'

/**
 * A number as text without an exponent, every digit kept, for vendors that take numbers as text: `1.5e-3` is `0.0015`.
 * @returns the text as it is where the exponent has more than three digits
 */
export function plainNumber(value: number | ExactNumber): string {
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`
  const point = whole.length + Number(exponent)
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  return `${sign}0.${digits.padStart(digits.length - point, '0')}`
}
