import type { Column } from '@revetl/sdk'
import { doubleText } from '@revetl/sdk/sql'
import { plainType } from './column-types.ts'

/** Turns the text of the server into the canonical text of a column's type. */
export type ToCanonical = (text: string) => string

/** The conversion of a column; undefined where the two are the same. */
export function canonicalText({ type, sourceType = '' }: Column): ToCanonical | undefined {
  switch (type) {
    case 'number':
      return numberText
    case 'timestamptz':
      return timestampText
    case 'interval':
      return intervalText(plainType(sourceType).name)
    default:
      return undefined
  }
}

/** What has no letter in it is the shortest text already. */
function numberText(text: string): string {
  return /[a-z]/.test(text) ? doubleText(text) : text
}

/** 2026-01-31T13:05:00.500Z, and no fraction where there is none. */
function timestampText(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*Z$/, 'Z') : text
}

/** How ISO 8601 writes the count of an interval. */
interface IntervalForm {
  /** What stands before the count. */
  readonly before: 'P' | 'PT'
  /** What the count is multiplied by. */
  readonly each: number
  /** By how many places its point is moved to the left. */
  readonly places: number
  readonly unit: string
}

const second = { before: 'PT', each: 1, places: 0, unit: 'S' } as const
const day = { before: 'P', each: 1, places: 0, unit: 'D' } as const

const formByName: Readonly<Record<string, IntervalForm>> = {
  IntervalYear: { ...day, unit: 'Y' },
  IntervalQuarter: { ...day, each: 3, unit: 'M' },
  IntervalMonth: { ...day, unit: 'M' },
  IntervalWeek: { ...day, each: 7 },
  IntervalDay: day,
  IntervalHour: { ...second, unit: 'H' },
  IntervalMinute: { ...second, unit: 'M' },
  IntervalSecond: second,
  IntervalMillisecond: { ...second, places: 3 },
  IntervalMicrosecond: { ...second, places: 6 },
  IntervalNanosecond: { ...second, places: 9 },
}

/** How an interval of a type is written. */
export function intervalForm(name: string): IntervalForm {
  return formByName[name] ?? second
}

function intervalText(name: string): ToCanonical {
  const { before, each, places, unit } = intervalForm(name)
  return (text) =>
    `${before}${places > 0 ? shifted(text, places) : BigInt(text) * BigInt(each)}${unit}`
}

/** A whole number divided by a power of ten, without rounding. */
function shifted(text: string, places: number): string {
  const digits = text.replace('-', '').padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  const whole = `${text.startsWith('-') ? '-' : ''}${digits.slice(0, -places)}`
  return fraction === '' ? whole : `${whole}.${fraction}`
}
