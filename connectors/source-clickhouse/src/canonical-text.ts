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

const unitByName: Readonly<Record<string, readonly [each: number, unit: string]>> = {
  IntervalYear: [1, 'Y'],
  IntervalQuarter: [3, 'M'],
  IntervalMonth: [1, 'M'],
  IntervalWeek: [7, 'D'],
  IntervalDay: [1, 'D'],
  IntervalHour: [1, 'H'],
  IntervalMinute: [1, 'M'],
  IntervalSecond: [1, 'S'],
  IntervalMillisecond: [3, 'S'],
  IntervalMicrosecond: [6, 'S'],
  IntervalNanosecond: [9, 'S'],
}

function intervalText(name: string): ToCanonical {
  const [each, unit] = unitByName[name] ?? [1, 'S']
  if (/Hour|Minute|[^i]Second/.test(name) || name === 'IntervalSecond') {
    return (text) => `PT${text}${unit}`
  }
  if (unit === 'S') return (text) => `PT${shifted(text, each)}S`
  return (text) => `P${BigInt(text) * BigInt(each)}${unit}`
}

/** A whole number divided by a power of ten, without rounding. */
function shifted(text: string, places: number): string {
  const digits = text.replace('-', '').padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  const whole = `${text.startsWith('-') ? '-' : ''}${digits.slice(0, -places)}`
  return fraction === '' ? whole : `${whole}.${fraction}`
}
