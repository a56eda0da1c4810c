import { isJsonObject, type JsonSchema } from './json-schema.ts'

/** The keywords of a schema in the order in which a manifest shows them; others follow by name. */
const order = ['$schema', '$ref', 'title', 'description', 'type', 'const', 'enum', 'default']
const schemaMaps = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])
const schemaLists = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const schemas = new Set(['items', 'additionalProperties', 'propertyNames', 'not', 'contains'])

/**
 * One form for what libraries and their versions write differently, so that zod 3 and zod 4 give the same schema and
 * an update of zod does not change a manifest. Keywords come out in a fixed order, properties in theirs.
 */
export function normalizeSchema(schema: unknown): unknown {
  if (!isJsonObject(schema)) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, normalizeMember(key, value)])
  const rules = [
    dropTrivial,
    dropBuiltInPattern,
    dropSafeIntegerBounds,
    foldLiterals,
    relaxRequired,
  ]
  const normal = rules.reduce((now, rule) => rule(now), Object.fromEntries(entries) as JsonSchema)
  return Object.fromEntries(Object.entries(normal).sort(([a], [b]) => compareKeys(a, b)))
}

function normalizeMember(key: string, value: unknown): unknown {
  if (schemas.has(key)) return normalizeSchema(value)
  if (schemaLists.has(key) && Array.isArray(value)) return value.map(normalizeSchema)
  if (schemaMaps.has(key) && isJsonObject(value)) {
    const members = Object.entries(value).map(([name, one]) => [name, normalizeSchema(one)])
    return Object.fromEntries(members) as JsonSchema
  }
  return value
}

function compareKeys(a: string, b: string): number {
  const [rankA, rankB] = [a, b].map((key) => order.indexOf(key) >>> 0) as [number, number]
  return rankA - rankB || (a < b ? -1 : 1)
}

function without(schema: JsonSchema, ...keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)))
}

/** Keywords that allow anything, and `readOnly`, by which zod means that a value is frozen. */
function dropTrivial(schema: JsonSchema): JsonSchema {
  const { additionalProperties: extra, propertyNames: names } = schema
  const isOpen = extra === true || (isJsonObject(extra) && Object.keys(extra).length === 0)
  const isAnyName = isJsonObject(names) && Object.keys(names).join() === 'type'
  return without(
    schema,
    'readOnly',
    ...(isOpen ? ['additionalProperties'] : []),
    ...(isAnyName ? ['propertyNames'] : []),
  )
}

/** The format says the same; the pattern behind it changes with the library's version. */
function dropBuiltInPattern(schema: JsonSchema): JsonSchema {
  return schema['format'] === undefined ? schema : without(schema, 'pattern')
}

/** zod 4 writes that an integer is a safe one. */
function dropSafeIntegerBounds(schema: JsonSchema): JsonSchema {
  const isUnsaid = (key: string, bound: number) => schema[key] === bound
  return without(
    schema,
    ...(isUnsaid('minimum', Number.MIN_SAFE_INTEGER) ? ['minimum'] : []),
    ...(isUnsaid('maximum', Number.MAX_SAFE_INTEGER) ? ['maximum'] : []),
  )
}

/** Bare literals of one type are an enumeration. */
function foldLiterals(schema: JsonSchema): JsonSchema {
  const options = schema['anyOf']
  if (!Array.isArray(options) || !options.every(isBareLiteral)) return schema
  const [type, ...otherTypes] = new Set(options.map((option) => option['type']))
  if (type === undefined || otherTypes.length > 0) return schema
  return { ...without(schema, 'anyOf'), type, enum: options.map((option) => option['const']) }
}

function isBareLiteral(option: unknown): option is JsonSchema {
  return isJsonObject(option) && Object.keys(option).sort().join() === 'const,type'
}

/** What has a default need not be given. */
function relaxRequired(schema: JsonSchema): JsonSchema {
  const { required, properties } = schema
  if (!Array.isArray(required) || !isJsonObject(properties)) return schema
  const needed = required.filter((name: string) => {
    const property = properties[name]
    return !isJsonObject(property) || !('default' in property)
  })
  return needed.length > 0 ? { ...schema, required: needed } : without(schema, 'required')
}
