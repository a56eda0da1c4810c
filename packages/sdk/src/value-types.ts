/**
 * The types of model columns and destination fields. In JSON: `boolean` as itself; `integer`, `decimal` and
 * `number` as numbers with every digit; `bytes` as base64; `json` as nested JSON; all others as text
 * (`date` 2026-01-31 · `time` 13:05:00.25 · `timestamp` 2026-01-31T13:05:00 · `timestamptz` the same in UTC with Z ·
 * `interval` P1Y2M3DT4H5M6S · `uuid` lower case).
 */
export const valueTypes = [
  'boolean',
  'integer',
  'decimal',
  'number',
  'string',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'interval',
  'uuid',
  'bytes',
  'json',
] as const

/** One of rev's value types. `integer` is a signed 64-bit whole number, `decimal` any other exact number, `number` a double. */
export type ValueType = (typeof valueTypes)[number]
