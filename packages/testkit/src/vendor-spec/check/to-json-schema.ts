import {
  isObject,
  listAt,
  objectAt,
  resolveRef,
  textAt,
  type Json,
  type JsonObject,
} from '../document.ts'
import { discriminated } from './discriminated.ts'

/** Which way a body goes: what is read-only is not sent, what is write-only is not answered. */
export type Direction = 'request' | 'answer'

const jsonTypes = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
/** Taken as they are. What is left out says nothing about a value: titles, examples, defaults. */
const plainKeywords = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'multipleOf',
  'format',
  'const',
]
const compositions = ['allOf', 'anyOf', 'oneOf'] as const

/**
 * Turns a schema of OpenAPI into JSON Schema 2020-12. Objects are closed where they stand, whatever they are composed
 * of: a name that the description does not know is a mistake, unless it says that others may come.
 */
export class SchemaConverter {
  readonly #document: JsonObject
  readonly #direction: Direction
  readonly #definitions = new Map<string, JsonObject>()

  constructor(document: JsonObject, direction: Direction) {
    this.#document = document
    this.#direction = direction
  }

  /** A schema that stands alone, with all that it refers to. */
  convert(schema: JsonObject): JsonObject {
    const root = this.#closed(schema)
    return { ...root, $defs: Object.fromEntries(this.#definitions) }
  }

  /** The schema of a value in its place. */
  #closed(schema: Json | undefined): JsonObject {
    if (schema === false) return { not: {} }
    if (!isObject(schema)) return {}
    const shape = this.#shape(schema)
    return this.#namesProperties(schema) ? { ...shape, unevaluatedProperties: false } : shape
  }

  #shape(schema: JsonObject): JsonObject {
    const ref = textAt(schema['$ref'])
    if (ref !== undefined) return { $ref: this.#define(ref) }
    const shape = {
      ...this.#plain(schema),
      ...this.#array(schema),
      ...this.#object(schema),
      ...this.#composed(schema),
    }
    return schema['nullable'] === true ? nullable(shape) : shape
  }

  #define(ref: string): string {
    const name = ref.replaceAll(/[^A-Za-z0-9._-]/g, '_')
    if (!this.#definitions.has(name)) {
      this.#definitions.set(name, {}) // Taken before it is known, so that a schema may contain itself.
      this.#definitions.set(name, this.#shape(resolveRef(this.#document, { $ref: ref })))
    }
    return `#/$defs/${name}`
  }

  #plain(schema: JsonObject): JsonObject {
    const shape: Record<string, Json | undefined> = {}
    for (const keyword of plainKeywords)
      if (schema[keyword] !== undefined) shape[keyword] = schema[keyword]
    const types = [schema['type']]
      .flat()
      .filter((type) => jsonTypes.has(textAt(type as Json) ?? ''))
    if (types.length > 0)
      shape['type'] = types.length === 1 ? (types[0] as Json) : (types as Json[])
    if (Array.isArray(schema['enum'])) shape['enum'] = [...new Set(listAt(schema['enum']))]
    const pattern = textAt(schema['pattern'])
    if (pattern !== undefined && isPattern(pattern)) shape['pattern'] = pattern
    for (const side of ['Minimum', 'Maximum']) {
      const exclusive = schema[`exclusive${side}`]
      if (typeof exclusive === 'number') shape[`exclusive${side}`] = exclusive
      // OpenAPI 3.0 makes the bound itself exclusive.
      if (exclusive === true) {
        shape[`exclusive${side}`] = schema[side.toLowerCase()]
        delete shape[side.toLowerCase()]
      }
    }
    return shape
  }

  #array({ items, prefixItems }: JsonObject): JsonObject {
    const places = Array.isArray(items) ? listAt(items) : listAt(prefixItems)
    return {
      ...(isObject(items) && { items: this.#closed(items) }),
      ...(places.length > 0 && { prefixItems: places.map((one) => this.#closed(one)) }),
    }
  }

  #object(schema: JsonObject): JsonObject {
    const { additionalProperties: others, patternProperties } = schema
    const named = Object.entries(objectAt(schema['properties']))
    const required = listAt(schema['required']).flatMap((name) => textAt(name) ?? [])
    const hidden = new Set(named.filter(([, one]) => this.#isHidden(one)).map(([name]) => name))
    const asked = required.filter((name) => !hidden.has(name))
    const isFree = schema['type'] === 'object' && !this.#namesProperties(schema)
    const properties = named.map(([name, one]) => [
      name,
      hidden.has(name) ? { not: {} } : this.#closed(one),
    ])
    return {
      ...(named.length > 0 && { properties: Object.fromEntries(properties) as JsonObject }),
      ...(asked.length > 0 && { required: asked }),
      ...(isObject(patternProperties) && { patternProperties: this.#each(patternProperties) }),
      ...(others === undefined ? isFree && { additionalProperties: true } : this.#others(others)),
    }
  }

  #others(others: Json): JsonObject {
    return { additionalProperties: isObject(others) ? this.#closed(others) : others }
  }

  #each(schemas: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(schemas).map(([name, one]) => [name, this.#closed(one)]),
    )
  }

  #composed(schema: JsonObject): JsonObject {
    const all = listAt(schema['allOf']).map((one) => this.#shape(objectAt(one)))
    const one = discriminated(schema, (branch) => this.#shape(branch))
    if (one) return { allOf: [...all, ...one] }
    return {
      ...(all.length > 0 && { allOf: all }),
      ...this.#branches(schema, 'anyOf'),
      ...this.#branches(schema, 'oneOf'),
      ...(isObject(schema['not']) && { not: this.#shape(schema['not']) }),
    }
  }

  #branches(schema: JsonObject, keyword: 'anyOf' | 'oneOf'): JsonObject {
    const branches = listAt(schema[keyword]).map((branch) => this.#shape(objectAt(branch)))
    return branches.length === 0 ? {} : { [keyword]: branches }
  }

  /** "SHOULD NOT be sent as part of the request": https://spec.openapis.org/oas/v3.0.3#schema-object */
  #isHidden(property: Json | undefined): boolean {
    const { readOnly, writeOnly } = resolveRef(this.#document, property)
    return (this.#direction === 'request' ? readOnly : writeOnly) === true
  }

  #namesProperties(schema: JsonObject, seen = new Set<JsonObject>()): boolean {
    const resolved = resolveRef(this.#document, schema)
    if (seen.has(resolved)) return false
    seen.add(resolved)
    if (Object.keys(objectAt(resolved['properties'])).length > 0) return true
    return compositions
      .flatMap((keyword) => listAt(resolved[keyword]))
      .some((branch) => this.#namesProperties(objectAt(branch), seen))
  }
}

/** The same schema, or null. */
function nullable(shape: JsonObject): JsonObject {
  const { type, enum: choices, ...rest } = shape
  const isPlain =
    type !== undefined && !['allOf', 'anyOf', 'oneOf', 'const'].some((name) => name in rest)
  if (!isPlain)
    return Object.keys(shape).length === 0 ? shape : { anyOf: [shape, { type: 'null' }] }
  const types = [type].flat()
  return {
    ...rest,
    type: [...new Set([...types, 'null'])],
    ...(choices === undefined ? {} : { enum: [...new Set([...listAt(choices), null])] }),
  }
}

/** Descriptions hold patterns of other languages too, which say nothing here. */
function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'u'))
  } catch {
    return false
  }
}
