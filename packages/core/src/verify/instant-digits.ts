const pattern =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i
// Seconds since 1970 have ten digits from 2001 to 2286, milliseconds thirteen.
const epoch = /^-?(\d{10}|\d{13})$/

/**
 * A date or time as digits in UTC without zeros at its end, so that one that lost a part of itself is the beginning of
 * the whole; undefined for any other text. A text without a zone is in UTC, a number counts from 1970.
 */
export function instantDigits(text: string): string | undefined {
  const trimmed = text.trim()
  if (epoch.test(trimmed)) {
    const number = Number(trimmed)
    return digitsOf(trimmed.replace('-', '').length === 13 ? number : number * 1000, '')
  }
  const match = pattern.exec(trimmed)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  // What no calendar has is no date: it would roll over into another one.
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1)
    return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  return digitsOf(date.getTime() - zoneMs(zone), fraction)
}

/** A time of day without zeros at its end; undefined for any other text. */
export function timeDigits(text: string): string | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/.exec(text.trim())
  if (!match) return undefined
  const [, hour, minute, second = '00', fraction = ''] = match
  return withoutZeros(`${hour}:${minute}`, second, fraction)
}

function digitsOf(ms: number, fraction: string): string | undefined {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return undefined
  const [day = '', time = ''] = date.toISOString().split('T')
  const [hour = '', minute = '', rest = ''] = time.slice(0, -1).split(':')
  const [second = '', millis = ''] = rest.split('.')
  const clock = withoutZeros(`${hour}:${minute}`, second, fraction === '' ? millis : fraction)
  return clock === '00:00' ? day : `${day}T${clock}`
}

function withoutZeros(minutes: string, second: string, fraction: string): string {
  const digits = fraction.replace(/0+$/, '')
  if (digits !== '') return `${minutes}:${second}.${digits}`
  return second === '00' ? minutes : `${minutes}:${second}`
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -ms : ms
}
