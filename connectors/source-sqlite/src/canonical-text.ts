import { RevError, type Column, type ValueType } from '@revetl/sdk'

/** A value as SQLite keeps it. */
export type StoredValue = bigint | number | string | Uint8Array | null

/** undefined where the value is none of the type. */
type ToText = (value: NonNullable<StoredValue>) => string | undefined

/**
 * The canonical text of a value. A column of SQLite can hold any value whatever it is declared as; one that does not
 * fit stops the read, so that it is never taken for another.
 * @throws `REV_READ_FAILED`
 */
export function canonicalText(value: StoredValue, column: Column): string | null {
  if (value === null) return null
  const text = toText[column.type](value)
  if (text !== undefined) return text
  const name = JSON.stringify(column.name)
  throw new RevError(
    'REV_READ_FAILED',
    `Failed to read the model: ${misfit(column, storageOf(value))}.`,
    { hint: `Write cast(${name} as text), or another expression, in the model.` },
  )
}

/** Why a read stops at a value that is kept as text, number or blob. */
export function misfit({ name, type, sourceType }: Column, storage: string): string {
  return `${name} is declared as ${sourceType ?? 'nothing'} and holds a ${storage} that is no ${type}`
}

/** How a value is kept, in words. */
export function storageOf(value: StoredValue): string {
  if (value instanceof Uint8Array) return 'blob'
  return typeof value === 'string' ? 'text' : 'number'
}

/** The canonical text of a value by type; undefined where it is none of the type. */
export const toText: Readonly<Record<ValueType, ToText>> = {
  boolean: (value) => (value === 0n ? 'false' : value === 1n ? 'true' : undefined),
  integer: (value) => (typeof value === 'bigint' ? String(value) : undefined),
  decimal: decimalText,
  number: numberText,
  string: (value) => (value instanceof Uint8Array ? undefined : plainText(value)),
  date: (value) => matching(value, /^\d{4}-\d\d-\d\d$/),
  time: (value) => withSeconds(matching(value, /^\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/)),
  timestamp: (value) =>
    withSeconds(matching(value, /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/)),
  timestamptz: () => undefined,
  interval: () => undefined,
  uuid: (value) => matching(value, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i)?.toLowerCase(),
  bytes: (value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : undefined,
  json: jsonText,
}

function plainText(value: bigint | number | string): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function numberText(value: StoredValue): string | undefined {
  if (typeof value === 'number') return plainText(value)
  const isExact = typeof value === 'bigint' && BigInt(Number(value)) === value
  return isExact ? String(Number(value)) : undefined
}

function decimalText(value: StoredValue): string | undefined {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return matching(value, /^-?\d+(\.\d+)?$/)
  return typeof value === 'number' ? withoutExponent(String(value)) : undefined
}

/** 1e-7 as 0.0000001. */
function withoutExponent(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  if (exponent === undefined) return text
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`
}

function jsonText(value: StoredValue): string | undefined {
  if (value instanceof Uint8Array || value === null) return undefined
  const text = plainText(value)
  try {
    JSON.parse(text)
    return text
  } catch {
    return undefined
  }
}

function matching(value: StoredValue, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined
}

function withSeconds(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const iso = text.replace(' ', 'T')
  if (!/:\d\d:/.test(iso)) return `${iso}:00`
  return iso.includes('.') ? iso.replace(/\.?0+$/, '') : iso
}
