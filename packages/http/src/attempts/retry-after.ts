/** The longest wait that is believed; a longer one is a mistake or an attack. */
const waitMsMax = 366 * 24 * 60 * 60 * 1000

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longDay = '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)'
const month = `(?<month>${months.join('|')})`
const time = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})'

// The three forms of an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 (read 2026-11-22)
const dateForms = [
  new RegExp(`^${day}, (?<day>\\d{2}) ${month} (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^${longDay}, (?<day>\\d{2})-${month}-(?<year>\\d{2}) ${time} GMT$`),
  new RegExp(`^${day} ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
]

/**
 * The wait that a Retry-After header asks for, in milliseconds.
 * @returns `undefined` where the header is absent or not one of its forms; 0 for a date that is past.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.replace(/^[ \t]+|[ \t]+$/g, '')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, waitMsMax)
  const dateMs = httpDateMs(text, nowMs)
  return dateMs === undefined ? undefined : Math.min(Math.max(0, dateMs - nowMs), waitMsMax)
}

function httpDateMs(text: string, nowMs: number): number | undefined {
  for (const form of dateForms) {
    const parts = form.exec(text)?.groups
    if (parts) return dateMsOf(parts, nowMs)
  }
  return undefined
}

function dateMsOf(parts: Record<string, string | undefined>, nowMs: number): number | undefined {
  const [dayOfMonth, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map((name) =>
    Number(parts[name]),
  ) as [number, number, number, number]
  const monthIndex = months.indexOf(String(parts['month']))
  const year = fullYear(String(parts['year']), nowMs)
  // A leap second is written :60.
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, monthIndex, dayOfMonth)
  if (dayOfMonth < 1 || date.getUTCMonth() !== monthIndex) return undefined
  date.setUTCHours(hour, minute, second)
  return date.getTime()
}

/** Two digits mean the year that is at most 50 years ahead. */
function fullYear(text: string, nowMs: number): number {
  if (text.length === 4) return Number(text)
  const thisYear = new Date(nowMs).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(text)
  return year > thisYear + 50 ? year - 100 : year
}
