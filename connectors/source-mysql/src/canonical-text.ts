import { RevError, type Column } from '@revetl/sdk'
import type { TypeFacts, TypeOptions } from './column-types.ts'

/** Turns the text of the server into the canonical text of a column's type. */
export type ToCanonical = (text: string) => string | null

/** The conversion of a column; undefined where the two are the same. */
export function canonicalText(
  { name, type }: Column,
  facts: TypeFacts,
  { zeroDates }: TypeOptions,
): ToCanonical | undefined {
  if (facts.name === 'bit') return (text) => bitText(text, facts.size)
  const toDate = (form: (text: string) => string): ToCanonical =>
    zeroDates === 'keep' ? form : (text) => (isNoDate(text) ? null : form(text))
  switch (type) {
    case 'boolean':
      return (text) => booleanText(text, name)
    case 'integer':
    case 'decimal':
      return facts.isPadded ? withoutZeros : undefined
    case 'number':
      return numberText
    case 'bytes':
      // Read byte by byte: text beside it would cost a look at each value.
      return (text) => Buffer.from(text, 'latin1').toString('base64')
    case 'date':
      return zeroDates === 'keep' ? undefined : toDate((text) => text)
    case 'timestamp':
      return toDate(timestampText)
    case 'timestamptz':
      return toDate((text) => `${timestampText(text)}Z`)
    case 'time':
      return (text) => timeText(text, name)
    case 'interval':
      return intervalText
    default:
      return undefined
  }
}

function withoutZeros(text: string): string {
  return text.replace(/^0+(?=\d)/, '')
}

/**
 * The shortest digits, in the form that JavaScript writes: the server has 1e300 and, with a declared scale, 1.50. Most
 * numbers have that form already, and looking is cheaper than writing them anew.
 */
function numberText(text: string): string {
  if (text === '-0') return text
  return isOtherForm.test(text) ? String(Number(text)) : text
}

const isOtherForm = /e|^-?0\.000000|\d{17}|\.\d*0$/

function bitText(bytes: string, bits: number): string {
  const value = BigInt(`0x${Buffer.from(bytes, 'latin1').toString('hex') || '0'}`)
  return bits === 1 ? String(value === 1n) : String(value)
}

function booleanText(text: string, column: string): string {
  if (text === '0') return 'false'
  if (text === '1') return 'true'
  throw stopped(`${column} is read as boolean and holds ${text}`, 'Set `tinyint1: integer`.')
}

const timeOfDay = /^\d\d:\d\d:\d\d(\.\d+)?$/

function timeText(text: string, column: string): string {
  if (timeOfDay.test(text) && text < '24') return withoutFraction(text)
  throw stopped(`${column} is read as a time of day and holds ${text}`, 'Set `times: interval`.')
}

function intervalText(text: string): string {
  const [, sign = '', hours = '', minutes = '', seconds = ''] =
    /^(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? []
  const parts = [
    [Number(hours), 'H'],
    [Number(minutes), 'M'],
    [Number(seconds), 'S'],
  ] as const
  const given = parts.filter(([count]) => count !== 0)
  if (given.length === 0) return 'PT0S'
  return `PT${given.map(([count, unit]) => `${sign}${count}${unit}`).join('')}`
}

const zero = 48
const point = 46

/** The end of a time without the zeros after the point. */
function endOfTime(text: string): number {
  let end = text.length
  if (text.charCodeAt(end - 1) !== zero || !text.includes('.')) return end
  while (text.charCodeAt(end - 1) === zero) end -= 1
  return text.charCodeAt(end - 1) === point ? end - 1 : end
}

function withoutFraction(text: string): string {
  return text.slice(0, endOfTime(text))
}

const dateLength = 10

function timestampText(text: string): string {
  return `${text.slice(0, dateLength)}T${text.slice(dateLength + 1, endOfTime(text))}`
}

/** A month or a day of 0 or, with ALLOW_INVALID_DATES, one that its month does not have. */
function isNoDate(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number)
  if (year === undefined || !month || !day) return true
  return day > 28 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day
}

function stopped(why: string, hint: string): RevError {
  return new RevError('REV_READ_FAILED', `Failed to read the model: ${why}.`, { hint })
}
