import { RevError } from '@revetl/sdk'

const letterOfUnit: Readonly<Record<string, string>> = {
  year: 'Y',
  mon: 'M',
  month: 'M',
  day: 'D',
  hour: 'H',
  min: 'M',
  minute: 'M',
  sec: 'S',
  second: 'S',
}

const timeUnits = new Set(['hour', 'min', 'minute', 'sec', 'second'])

const part = /^ ?(?:(-?\d+(?:\.\d+)?) ([a-z]+?)s?(?= |$)|(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$)/

/**
 * ISO 8601 for `1 year 2 mons`, `13 days -01:02:03.5`, and the same with the names of all units.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_interval_data_types.html (read 2026-11-27)
 */
export function intervalText(text: string): string {
  let dates = ''
  let times = ''
  for (let rest = text; rest !== '';) {
    const [all, count, unit, sign, hours, minutes, seconds] = part.exec(rest) ?? []
    if (all === undefined) throw notAnInterval(text)
    if (hours !== undefined) {
      times += counted(`${sign}${hours}`, 'H')
      times += counted(`${sign}${minutes}`, 'M') + counted(`${sign}${seconds}`, 'S')
    } else {
      const letter = letterOfUnit[unit ?? '']
      if (count === undefined || unit === undefined || !letter) throw notAnInterval(text)
      if (timeUnits.has(unit)) times += counted(count, letter)
      else dates += counted(count, letter)
    }
    rest = rest.slice(all.length)
  }
  if (dates === '' && times === '') return 'PT0S'
  return `P${dates}${times === '' ? '' : `T${times}`}`
}

function counted(digits: string, letter: string): string {
  const count = Number(digits)
  return count === 0 ? '' : `${count}${letter}`
}

function notAnInterval(text: string): RevError {
  return new RevError('REV_READ_FAILED', `Failed to read the model: ${text} is no interval.`, {
    hint: "Run `alter user … set intervalstyle to 'postgres'` for the user of this source.",
  })
}
