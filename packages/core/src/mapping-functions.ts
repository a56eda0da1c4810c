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
