import { RevError, type Column, type Value, type ValueType } from '@revetl/sdk'

interface VendorType {
  readonly type: ValueType
  /** A value that is not null, as the canonical text of the type. */
  readonly toText: (value: Value) => string
}

// Exact numbers keep their digits in JSON, which String() of a double would not promise.
const asJson = (value: Value): string => JSON.stringify(value)
const asText = (value: Value): string => (typeof value === 'string' ? value : asJson(value))

// Instants come in UTC with three digits after the point; the canonical text has no zeros at its end.
const asInstant = (value: Value): string =>
  asText(value).replace(/\.(\d*?)0*Z$/, (_all, digits: string) => (digits ? `.${digits}Z` : 'Z'))

// https://api.template.example.com/docs/types (read 2026-11-22)
const vendorTypes: Readonly<Record<string, VendorType>> = {
  text: { type: 'string', toText: asText },
  integer: { type: 'integer', toText: asJson },
  // As a text, so that no digit is lost.
  decimal: { type: 'decimal', toText: asText },
  boolean: { type: 'boolean', toText: asJson },
  date: { type: 'date', toText: asText },
  instant: { type: 'timestamptz', toText: asInstant },
}

// A type that the documents do not name yet loses nothing as JSON.
const otherType: VendorType = { type: 'json', toText: asJson }

const typeOf = (name: string | undefined): VendorType =>
  name !== undefined && Object.hasOwn(vendorTypes, name)
    ? (vendorTypes[name] ?? otherType)
    : otherType

/** A column as rev has it. @throws `REV_READ_FAILED` where the answer names none */
export function toColumn({ name, type }: { readonly [name: string]: Value }): Column {
  if (typeof name !== 'string' || typeof type !== 'string') {
    throw new RevError('REV_READ_FAILED', 'Failed to read: expected a column with name and type.')
  }
  return { name, type: typeOf(type).type, sourceType: type }
}

/** A value of a column as the canonical text of its type; null stays null. */
export function toText({ sourceType }: Column, value: Value): string | null {
  return value === null ? null : typeOf(sourceType).toText(value)
}
