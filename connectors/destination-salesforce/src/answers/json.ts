import type { Value } from '@revetl/sdk'

/** A JSON object by the names of its members. */
export type JsonObject = { readonly [name: string]: Value }

/** A JSON object, empty where the value is none. */
export function toObject(value: Value | undefined): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as JsonObject) : {}
}

/** A JSON array, empty where the value is none. */
export function toList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

/** A text that says something. */
export function toText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list. */
export function toTexts(value: Value | undefined): readonly string[] {
  return toList(value).flatMap((one) => toText(one) ?? [])
}
