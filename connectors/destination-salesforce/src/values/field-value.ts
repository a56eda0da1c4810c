import { isExactNumber, RevError, type ExactNumber, type Value, type ValueType } from '@revetl/sdk'

/** A value as Salesforce takes it; null clears the field. */
export type FieldValue = null | boolean | number | string | ExactNumber

/**
 * A value as Salesforce takes it. An empty text is null, which it is to Salesforce; a list becomes the chosen options
 * of a multi-select picklist, which are what a field of type `json` is.
 * @throws `REV_VALUE_INVALID` where the field would say something else
 */
export function toFieldValue(value: Value, type: ValueType | undefined): FieldValue {
  if (value === null || value === '') return null
  if (typeof value === 'string') return toTimeText(value, type)
  if (typeof value !== 'object' || isExactNumber(value)) return value
  if (type !== 'json') return JSON.stringify(value)
  return Array.isArray(value) ? joinOptions(value as readonly Value[]) : refuse('a list of options')
}

/** Several chosen options, which a semicolon separates; none of them clears the field. */
function joinOptions(options: readonly Value[]): string | null {
  const texts = options.map((option) => {
    const isPlain = typeof option === 'string' || typeof option === 'number'
    if (!isPlain) return refuse('options that are texts')
    if (String(option).includes(';')) refuse('options without a semicolon, which would make two')
    return String(option)
  })
  return texts.length === 0 ? null : texts.join(';')
}

function refuse(expected: string): never {
  throw new RevError(
    'REV_VALUE_INVALID',
    `A multi-select picklist takes a list. Expected ${expected}.`,
  )
}

const dateTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/
const midnight = /^00:00:00$/

/**
 * Dates, and times in UTC, as https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-date-format.html
 * (read 2026-11-27) has them; what does not fit is left for Salesforce to judge.
 */
function toTimeText(text: string, type: ValueType | undefined): string {
  if (type === 'time') return /^\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(text) ? `${text}Z` : text
  if (type === 'timestamptz' && /^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`
  if (type !== 'timestamptz' && type !== 'date') return text
  const [, date, time = '', fraction = '', zone = 'Z'] = dateTime.exec(text) ?? []
  if (date === undefined) return text
  if (type === 'date') {
    return midnight.test(time) && /^(\.0*)?$/.test(fraction) && zone === 'Z' ? date : text
  }
  // Salesforce keeps milliseconds at most.
  return `${date}T${time}${fraction.slice(0, 4)}${zone}`
}

/** A value as the text of a CSV cell; numbers without an exponent, every digit kept. */
export function toCellText(value: Exclude<FieldValue, null>): string {
  if (typeof value === 'number') return toPlainDigits(String(value))
  return isExactNumber(value) ? toPlainDigits(value.text) : String(value)
}

function toPlainDigits(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`
  const point = whole.length + Number(exponent)
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  return `${sign}0.${digits.padStart(digits.length - point, '0')}`
}
