import type { Value, ValueRecord } from './values.ts'

/** The object in a place of an answer, empty where the vendor put something else there, or nothing. */
export function asObject(value: Value | undefined): ValueRecord {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as ValueRecord) : {}
}

/** The list in a place of an answer, empty where the vendor put something else there, or nothing. */
export function asList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

/** The text in a place of an answer; `undefined` where it is empty or something else. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list, or the one text that stands in its place; what is no text is left out. */
export function asTexts(value: Value | undefined): readonly string[] {
  const values = Array.isArray(value) ? asList(value) : [value]
  return values.flatMap((one) => asText(one) ?? [])
}
