import { ExactNumber, type ErrorCode, type Value, type ValueType } from '@revetl/sdk'
import { familyOf } from './column-types.ts'
import { quoteText } from './quote-name.ts'
import type { TableColumn } from './table.ts'

/** Why a value cannot be written as it is. */
export interface ValueProblem {
  readonly code: ErrorCode
  readonly why: string
}

/** A value in SQL, or why there is none. */
export type Literal = string | ValueProblem

const floatMax = Math.fround(3.4028235e38)

const invalid = (why: string): ValueProblem => ({ code: 'REV_VALUE_INVALID', why })

/**
 * A value as SQL for a column. Most types read their own text, and the server says what does not fit; what it would
 * change without a word is a problem here.
 */
export function sqlLiteral(value: Value, type: ValueType, column: TableColumn): Literal {
  if (value === null) return 'null'
  const text = textOf(value, type, column)
  if (!text.isWellFormed()) return invalid('holds half of a character')
  switch (familyOf(column)) {
    case 'whole':
      return fractionOf(text) ? invalid('has digits after the point') : wholeLiteral(text, column)
    case 'double':
      return doubleLiteral(column.dataType === 'float' ? withinFloat(text) : text)
    case 'bit':
      return /^\d+$/.test(text) ? text : invalid('is no row of bits')
    case 'bytes':
      return type === 'bytes' ? bytesLiteral(text) : quoteText(text)
    case 'date':
      return quoteText(withoutZone(text))
    case 'moment':
      return timeLiteral(withoutZone(text), column)
    case 'time':
      return timeLiteral(type === 'interval' ? timeOfInterval(text) : text, column)
    case 'json':
      return jsonLiteral(text)
    default:
      return quoteText(text)
  }
}

function textOf(value: Value, type: ValueType, column: TableColumn): string {
  if (type === 'json') return JSON.stringify(value)
  if (typeof value === 'boolean') {
    if (['text', 'json'].includes(familyOf(column))) return String(value)
    return value ? '1' : '0'
  }
  if (typeof value === 'string') return value
  // Every digit that came is there: an ExactNumber is its own text.
  return value instanceof ExactNumber || typeof value === 'object'
    ? JSON.stringify(value)
    : String(value)
}

/** MySQL takes the text 0 for the year 2000 and 70, or 0070, for 1970. */
function wholeLiteral(text: string, { dataType }: TableColumn): Literal {
  if (dataType !== 'year') return quoteText(text)
  if (/^0+$/.test(text)) return quoteText('0000')
  return /^[1-9]\d{3}$/.test(text) ? quoteText(text) : invalid('is no year of four digits')
}

/** Whether a number has something after the point, 1.50 and 15e-1 too. */
function fractionOf(text: string): boolean {
  const [, digits = '', exponent = '0'] = /^-?\d+(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  if (!/[.e]/i.test(text)) return false
  return digits.replace(/0+$/, '').length > Math.max(0, Number(exponent)) || Number(exponent) < 0
}

/** A number that is too small becomes 0 without a word. */
function doubleLiteral(text: string): Literal {
  const isTooSmall = Number(text) === 0 && /[1-9]/.test(text.replace(/e.*$/i, ''))
  return isTooSmall ? invalid('is too small for a double') : quoteText(text)
}

/** The shortest digits of the largest float are beyond it, and the server refuses them. */
function withinFloat(text: string): string {
  const nearest = Math.fround(Number(text))
  return Math.abs(nearest) === floatMax ? String(nearest) : text
}

function bytesLiteral(base64: string): Literal {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64
    ? `x'${bytes.toString('hex')}'`
    : invalid('is not base64')
}

function jsonLiteral(text: string): Literal {
  try {
    JSON.parse(text)
    return quoteText(text)
  } catch {
    return invalid('is not JSON')
  }
}

/** The session's zone is UTC. */
function withoutZone(text: string): string {
  return text.endsWith('Z') ? text.slice(0, -1) : text
}

/** Digits of a second that a column has no room for are cut, or rounded, without a word. */
function timeLiteral(text: string, { fraction }: TableColumn): Literal {
  const digits = Number(fraction ?? 0)
  const given = /\.(\d*?)0*$/.exec(text)?.[1] ?? ''
  if (given.length > digits) return invalid(`has more than ${digits} digits of a second`)
  return quoteText(text)
}

const interval = /^P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+)(?:\.(\d{1,6}))?S)?)?$/

/** The span of time as hours, minutes and seconds; another text, which the server refuses, where it has months. */
function timeOfInterval(text: string): string {
  const [all, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    interval.exec(text) ?? []
  if (all === undefined) return text
  const micros = Number(fraction.padEnd(6, '0')) * (seconds.startsWith('-') ? -1 : 1)
  const wholeS = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  const total = wholeS * 1_000_000 + micros
  const left = Math.abs(total)
  const time = `${two(left / 3_600_000_000)}:${two((left / 60_000_000) % 60)}:${two((left / 1_000_000) % 60)}`
  const digits = String(left % 1_000_000).padStart(6, '0')
  return `${total < 0 ? '-' : ''}${time}${fraction === '' ? '' : `.${digits}`}`
}

function two(count: number): string {
  return String(Math.trunc(count)).padStart(2, '0')
}
