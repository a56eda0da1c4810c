/** Any JSON, as a description holds it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object in a place, empty where there is none. */
export function objectAt(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

/** The list in a place, empty where there is none. */
export function listAt(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** The text in a place. */
export function textAt(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** What a reference such as `#/components/schemas/List` points to, followed to its end. */
export function resolveRef(document: JsonObject, value: Json | undefined): JsonObject {
  const seen = new Set<string>()
  let found = objectAt(value)
  for (;;) {
    const ref = textAt(found['$ref'])
    if (ref === undefined) return found
    if (seen.has(ref)) throw new TypeError(`The reference ${ref} leads back to itself.`)
    seen.add(ref)
    found = objectAt(pointedAt(document, ref))
  }
}

function pointedAt(document: JsonObject, ref: string): Json | undefined {
  const names = ref.replace(/^#\/?/, '').split('/').filter(Boolean)
  return names
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (at, name) => (Array.isArray(at) ? listAt(at)[Number(name)] : objectAt(at)[name]),
      document,
    )
}
