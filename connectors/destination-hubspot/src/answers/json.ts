import type { Value } from '@revetl/sdk'

/** A JSON object, empty where the value is none. */
export function toObject(value: Value | undefined): { readonly [name: string]: Value } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as { readonly [name: string]: Value }) : {}
}

/** A JSON array, empty where the value is none. */
export function toList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

/** A text that says something. */
export function toText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list, or the one text that stands in its place. */
export function toTexts(value: Value | undefined): readonly string[] {
  return (Array.isArray(value) ? toList(value) : [value]).flatMap((one) => toText(one) ?? [])
}
