import type { Value, ValueType } from '@revetl/sdk'

/** A value as the text from which a Parquet column is made; numbers keep every digit. */
export function valueText(value: Value | undefined, type: ValueType): string | null {
  if (value === null || value === undefined) return null
  if (type === 'json') return JSON.stringify(value)
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
