import { isExactNumber, parseJson, type Value, type ValueType } from '@revetl/sdk'
import { comparableText } from '../comparable-text.ts'
import { instantDigits, timeDigits } from './instant-digits.ts'

/**
 * The text that values of a type have in common exactly when they say the same: 1 and 1.0, a time in two zones, JSON
 * with its names in another order. Vendors answer many values as text, so the text of a value counts like the value.
 */
export function canonicalText(value: Value | undefined, type: ValueType): string {
  const text = comparableText(value)
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'number':
      return numberDigits(text) ?? text
    case 'boolean':
      return booleanText(text)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return instantDigits(text) ?? text
    case 'time':
      return timeDigits(text) ?? text
    case 'uuid':
      return text.toLowerCase().replaceAll(/[-{}]/g, '')
    case 'json':
      return jsonText(value)
    case 'string':
    case 'interval':
    case 'bytes':
      return text
  }
}

/** A number's sign, digits and point without what adds nothing; undefined for a text that is no number. */
export function numberDigits(text: string): string | undefined {
  const match = /^\s*([+-]?)(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const power = Number(exponent)
  const digits = `${whole}${fraction}`
  const point = whole.length + power
  const padded = digits.padStart(digits.length + Math.max(0, -point), '0')
  const at = Math.max(0, point)
  const before = padded.slice(0, at).padEnd(at, '0').replace(/^0+/, '') || '0'
  const after = padded.slice(at).replace(/0+$/, '')
  const plain = after === '' ? before : `${before}.${after}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

function booleanText(text: string): string {
  const lower = text.toLowerCase()
  if (lower === '1') return 'true'
  return lower === '0' ? 'false' : lower
}

/** JSON with sorted names; a text that is JSON counts as what it says. */
function jsonText(value: Value | undefined): string {
  return sortedJson(typeof value === 'string' ? parsedOr(value) : value)
}

function parsedOr(text: string): Value {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

function sortedJson(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  if (isExactNumber(value)) return numberDigits(value.text) ?? value.text
  if (typeof value === 'number') return numberDigits(String(value)) ?? String(value)
  if (typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map((one) => sortedJson(one) || 'null').join(',')}]`
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${sortedJson(one) || 'null'}`)
  return `{${members.join(',')}}`
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
