import type { ValueType } from '@revetl/sdk'

const dayMs = 86_400_000
// Day 0 is 1899-12-30: https://developers.google.com/workspace/sheets/api/guides/formats (read 2026-11-27)
const firstDayMs = Date.UTC(1899, 11, 30)

/** Days since 1899-12-30 of a date or a time in UTC; nothing where the text is no date that Sheets has. */
export function serialOf(text: string, type: ValueType): number | undefined {
  const isDay = type === 'date'
  if (!isDay && type !== 'timestamp' && type !== 'timestamptz') return undefined
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined
  const ms = Date.parse(isDay ? `${text}T00:00:00Z` : `${text.replace(/Z$/, '')}Z`)
  return Number.isNaN(ms) ? undefined : (ms - firstDayMs) / dayMs
}
