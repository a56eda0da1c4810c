/** How `sha256` normalises a text before it hashes it. */
export const sha256Forms = [
  'raw',
  'email',
  'google_email',
  'phone',
  'phone_digits',
  'name',
  'city',
  'zip',
  'country',
] as const

/** One of the normalisations of `sha256`. */
export type Sha256Form = (typeof sha256Forms)[number]

/** What a number counts that `timestamp` reads. */
export const timestampEpochs = ['seconds', 'milliseconds', 'microseconds'] as const

/** One of the units of `timestamp`. */
export type TimestampEpoch = (typeof timestampEpochs)[number]

/** What a date format may have after its `%`, with the meaning. */
export const dateSpecifiers = {
  '%Y': 'year, four digits',
  '%y': 'year, two digits',
  '%m': 'month, 01 to 12',
  '%-m': 'month, 1 to 12',
  '%B': 'month in English',
  '%b': 'month in English, three letters',
  '%d': 'day, 01 to 31',
  '%-d': 'day, 1 to 31',
  '%j': 'day of the year, 001 to 366',
  '%A': 'weekday in English',
  '%a': 'weekday in English, three letters',
  '%H': 'hour, 00 to 23',
  '%-H': 'hour, 0 to 23',
  '%I': 'hour, 01 to 12',
  '%-I': 'hour, 1 to 12',
  '%p': 'AM or PM',
  '%M': 'minute',
  '%S': 'second',
  '%f': 'microseconds, six digits',
  '%%': 'a percent sign',
} as const

/** The first part of a date format that means nothing; undefined where all is well. */
export function unknownSpecifier(format: string): string | undefined {
  const found = format.match(/%(?:-?.)?/gs) ?? []
  return found.find((one) => !Object.hasOwn(dateSpecifiers, one))
}

/** Whether a name is a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    // An offset such as `+01:00` is no zone: it knows nothing of summer time.
    return (
      new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Object && !/^[+-]/.test(name)
    )
  } catch {
    return false
  }
}
