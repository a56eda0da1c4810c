import { isExactNumber, type Value, type ValueRecord } from './values.ts'

/** A JSON object; an empty one where the value is none, so that what a vendor left out reads as absent. */
export function jsonObject(value: Value | undefined): ValueRecord {
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
  return isObject ? (value as ValueRecord) : {}
}

/** A JSON array; an empty one where the value is none. */
export function jsonList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

/** A text that says something; `undefined` where the value is none, or empty. */
export function jsonText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
