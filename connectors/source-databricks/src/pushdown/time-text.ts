// Days, hours, minutes and seconds of a day-time interval have each the sign of all of it:
// https://docs.databricks.com/en/sql/language-manual/functions/extract.html (read 2026-11-28)
const yearMonthParts = [
  ['year', 'Y'],
  ['month', 'M'],
] as const
const timeParts = [
  ['hour', 'H'],
  ['minute', 'M'],
  ['second', 'S'],
] as const

/** SQL of an interval as `yearMonthText` and `dayTimeText` write it. */
export function intervalText(typeName: string, reference: string): string {
  const isYearMonth = /^interval (year|month)/i.test(typeName)
  const whole = `cast(${reference} as interval ${isYearMonth ? 'year to month' : 'day to second'})`
  const count = ([unit, letter]: readonly [string, string]): string => {
    const part = `extract(${unit} from ${whole})`
    const digits = withoutZeros(`cast(${part} as string)`)
    return `case when ${part} = 0 then '' else concat(${digits}, '${letter}') end`
  }
  const counts = (parts: readonly (readonly [string, string])[]) => parts.map(count).join(', ')
  const text = isYearMonth
    ? `concat('P', ${counts(yearMonthParts)})`
    : `concat('P', ${count(['day', 'D'])}, rtrim('T', concat('T', ${counts(timeParts)})))`
  return `coalesce(nullif(${text}, 'P'), case when ${reference} is not null then 'PT0S' end)`
}

const dayMicros = '86400000000'

/** SQL of an instant as `instantText` of the SDK writes it: in UTC, without the zone of the session. */
export function instantSql(reference: string): string {
  const micros = `unix_micros(${reference})`
  const ofDay = `pmod(${micros}, ${dayMicros})`
  const isInside = `${ofDay} <> 0 and ${micros} < 0`
  const days = `cast(${micros} div ${dayMicros} - case when ${isInside} then 1 else 0 end as int)`
  const seconds = `cast(cast(${ofDay} as decimal(12, 0)) / 1000000 as decimal(18, 6))`
  const utc = `timestamp_ntz'1970-01-01 00:00:00' + make_dt_interval(${days}, 0, 0, ${seconds})`
  const text = `replace(cast(${utc} as string), ' ', 'T')`
  // Six digits for a year that has a sign, as in ISO 8601.
  const year = `lpad(substr(regexp_extract(${text}, '^[+-][0-9]+', 0), 2), 6, '0')`
  const signed = `concat(left(${text}, 1), ${year}, regexp_replace(${text}, '^[+-][0-9]+', ''))`
  return `concat(case when left(${text}, 1) in ('+', '-') then ${signed} else ${text} end, 'Z')`
}

/** SQL of a number without zeros behind its point. */
export function withoutZeros(text: string): string {
  return `case when instr(${text}, '.') > 0 then rtrim('.', rtrim('0', ${text})) else ${text} end`
}
