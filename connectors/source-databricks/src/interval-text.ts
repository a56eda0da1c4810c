import { RevError } from '@revetl/sdk'

/** ISO 8601 for `INTERVAL '-1-2' YEAR TO MONTH`. */
export function yearMonthText(text: string): string {
  const [, sign = '', years, months] = /^INTERVAL '(-?)(\d+)-(\d+)'/.exec(text) ?? []
  if (years === undefined) throw notAnInterval(text)
  const parts = counted(sign, years, 'Y') + counted(sign, months, 'M')
  return parts === '' ? 'PT0S' : `P${parts}`
}

/** ISO 8601 for `INTERVAL '-3 04:05:06.789' DAY TO SECOND`. */
export function dayTimeText(text: string): string {
  const [, sign = '', days, hours, minutes, seconds] =
    /^INTERVAL '(-?)(\d+) (\d+):(\d+):(\d+(?:\.\d+)?)'/.exec(text) ?? []
  if (days === undefined) throw notAnInterval(text)
  const date = counted(sign, days, 'D')
  const time = counted(sign, hours, 'H') + counted(sign, minutes, 'M') + counted(sign, seconds, 'S')
  if (date === '' && time === '') return 'PT0S'
  return `P${date}${time === '' ? '' : `T${time}`}`
}

function counted(sign: string, digits: string | undefined, unit: string): string {
  const count = Number(digits ?? 0)
  return count === 0 ? '' : `${sign}${count}${unit}`
}

function notAnInterval(text: string): RevError {
  return new RevError('REV_READ_FAILED', `Failed to read the model: ${text} is no interval.`)
}
