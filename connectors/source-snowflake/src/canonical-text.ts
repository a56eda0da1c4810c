import { RevError, type ValueType } from '@revetl/sdk'
import { doubleText } from '@revetl/sdk/sql'

/** Turns the text of the API into the canonical text of a column's type. */
export type ToCanonical = (text: string) => string

/** The conversions; a type without one has the same text in both. */
export const canonicalTexts: Readonly<Partial<Record<ValueType, ToCanonical>>> = {
  boolean: booleanText,
  number: doubleText,
  date: dateText,
  time: timeText,
  timestamp: timestampText,
  timestamptz: (text) => `${timestampText(text)}Z`,
  bytes: (text) => Buffer.from(text, 'hex').toString('base64'),
  json: jsonText,
}

function booleanText(text: string): string {
  return /^(true|1)$/i.test(text) ? 'true' : 'false'
}

const dayMs = 86_400_000

/** Days since 1970. */
function dateText(text: string): string {
  return isoOf(Number(text) * dayMs).slice(0, 'YYYY-MM-DD'.length)
}

/** Seconds since midnight. */
function timeText(text: string): string {
  return timestampText(text).slice('YYYY-MM-DDT'.length)
}

const secondNanos = 1_000_000_000

/** Seconds since 1970 in UTC with up to nine digits behind the point; behind a space, what zone they were written in. */
function timestampText(text: string): string {
  const [, sign = '', seconds, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,9}))?(?: |$)/.exec(text) ?? []
  if (seconds === undefined) throw notAValue('a timestamp', text)
  const nanos = Number(fraction.padEnd(9, '0'))
  // A quarter before second -1 lies in the second that begins at -2.
  const isBefore = sign === '-' && nanos > 0
  const second = sign === '-' ? -Number(seconds) - (isBefore ? 1 : 0) : Number(seconds)
  const digits = String(isBefore ? secondNanos - nanos : nanos)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const whole = isoOf(second * 1000)
  return digits === '' ? whole : `${whole}.${digits}`
}

function isoOf(ms: number): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) throw notAValue('a date', `${ms} ms`)
  return date.toISOString().replace(/\.\d{3}Z$/, '')
}

function notAValue(expected: string, got: string): RevError {
  const message = `Failed to read from Snowflake: expected ${expected}, got ${JSON.stringify(got)}.`
  return new RevError('REV_READ_FAILED', message, { hint: 'Tell the author of the connector.' })
}

const noJson = /undefined|NaN|-?Infinity/g

/**
 * Semi-structured values come as JSON with space in it, with `undefined` for gaps in a list and with numbers that JSON
 * has not; a VARIANT may also hold XML. Digits stay as they are.
 */
function jsonText(text: string): string {
  if (text.startsWith('<')) return JSON.stringify(text)
  const parts: string[] = []
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at)
    const end = quote < 0 ? text.length : quote
    if (end > at) parts.push(betweenTexts(text.slice(at, end)))
    at = quote < 0 ? end : endOfText(text, quote)
    if (quote >= 0) parts.push(text.slice(quote, at))
  }
  return parts.join('')
}

function betweenTexts(text: string): string {
  return text
    .replaceAll(/\s+/g, '')
    .replaceAll(noJson, (word) => (word === 'undefined' ? 'null' : JSON.stringify(word)))
}

/** By hand: a regular expression runs out of stack on a text of ten megabytes. */
function endOfText(text: string, quote: number): number {
  let at = quote + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
