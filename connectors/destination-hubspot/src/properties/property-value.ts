import { isExactNumber, plainNumber, RevError, type Value, type ValueType } from '@revetl/sdk'

/**
 * A value as HubSpot takes it: every property is text, and an empty one clears it.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (read 2026-11-22)
 * @throws `REV_VALUE_INVALID` where the text would mean something else
 */
export function toPropertyText(value: Value, type: ValueType | undefined): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return plainNumber(value)
  if (isExactNumber(value)) return plainNumber(value)
  if (typeof value === 'string') return toDateText(value, type)
  return Array.isArray(value) ? joinOptions(value as readonly Value[]) : JSON.stringify(value)
}

/** Several chosen options, which a semicolon separates. */
function joinOptions(options: readonly Value[]): string {
  return options
    .map((option) => {
      if (typeof option === 'object' && option !== null && !isExactNumber(option)) {
        throw new RevError(
          'REV_VALUE_INVALID',
          'a list in a HubSpot property must hold plain values',
        )
      }
      const text = toPropertyText(option, undefined)
      if (!text.includes(';')) return text
      throw new RevError(
        'REV_VALUE_INVALID',
        'an option with a semicolon would become two in HubSpot',
      )
    })
    .join(';')
}

const dateTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/

/** Dates as `YYYY-MM-DD`, times in UTC; what does not fit is left for HubSpot to judge. */
function toDateText(text: string, type: ValueType | undefined): string {
  if (type === 'timestamptz') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`
    const match = dateTime.exec(text)
    return match && match[3] === undefined ? `${text}Z` : text
  }
  if (type !== 'date') return text
  const [, date, time, zone = 'Z'] = dateTime.exec(text) ?? []
  const isMidnight = zone === 'Z' && /^00:00:00(\.0+)?$/.test(time ?? '')
  return date !== undefined && isMidnight ? date : text
}
