import { isExactNumber, type Value } from '@revetl/sdk'

/** The value at the end of a path, own members only; `undefined` where there is none. */
export function valueAt(value: Value | undefined, path: readonly string[]): Value | undefined {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || isExactNumber(at) || !Object.hasOwn(at, step)) {
      return undefined
    }
    at = (at as Readonly<Record<string, Value>>)[step]
  }
  return at
}

/** A text or number at the end of a path as text. */
export function textAt(
  value: Value | undefined,
  path: readonly string[] | undefined,
): string | undefined {
  if (path === undefined) return undefined
  const found = valueAt(value, path)
  if (found === null || found === undefined || found === '') return undefined
  return typeof found === 'object' && !isExactNumber(found) ? JSON.stringify(found) : String(found)
}

/** Whether a value is one of those that a configuration lists. */
export function isAmong(
  value: Value | undefined,
  list: readonly (string | number | boolean)[] | undefined,
): boolean {
  return list?.some((one) => one === value) ?? false
}
