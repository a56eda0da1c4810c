import { isJsonObject, type JsonSchema } from './json-schema.ts'

/** A path in a configuration; `*` stands for every item of a list or every property of a record. */
export type SecretPath = readonly string[]

/** Where secrets are in any configuration that a schema describes: through lists, records, unions and references. */
export function secretPaths(schema: JsonSchema): readonly SecretPath[] {
  const found = new Map<string, SecretPath>()
  collect(schema, { root: schema, path: [], open: [], found })
  return [...found.values()]
}

interface Walk {
  readonly root: JsonSchema
  readonly path: SecretPath
  /** The schemas on the way here, so that a recursive one is entered once. */
  readonly open: readonly JsonSchema[]
  readonly found: Map<string, SecretPath>
}

function collect(schema: unknown, walk: Walk): void {
  if (!isJsonObject(schema) || walk.open.includes(schema)) return
  const here = { ...walk, open: [...walk.open, schema] }
  if (schema['x-rev-secret'] === true) here.found.set(JSON.stringify(here.path), here.path)
  if (typeof schema['$ref'] === 'string') collect(resolve(here.root, schema['$ref']), here)
  for (const key of ['anyOf', 'oneOf', 'allOf', 'if', 'then', 'else']) {
    for (const option of [schema[key]].flat()) collect(option, here)
  }
  const below = (step: string): Walk => ({ ...here, path: [...here.path, step] })
  if (isJsonObject(schema['properties'])) {
    for (const [name, one] of Object.entries(schema['properties'])) collect(one, below(name))
  }
  if (isJsonObject(schema['patternProperties'])) {
    for (const one of Object.values(schema['patternProperties'])) collect(one, below('*'))
  }
  for (const key of ['items', 'additionalProperties', 'prefixItems']) {
    for (const one of [schema[key]].flat()) collect(one, below('*'))
  }
}

/** A local reference, `#` or `#/$defs/name`. */
function resolve(root: JsonSchema, reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, step) => (isJsonObject(at) ? at[step] : undefined), root)
}

/** Every non-empty text of a configuration that one of the paths leads to, for redaction. */
export function secretValues(paths: readonly SecretPath[], config: unknown): readonly string[] {
  return [...new Set(paths.flatMap((path) => textsAt(config, path)))]
}

function textsAt(value: unknown, [step, ...rest]: SecretPath): readonly string[] {
  if (step === undefined) return texts(value)
  if (typeof value !== 'object' || value === null) return []
  if (step === '*') return Object.values(value).flatMap((one) => textsAt(one, rest))
  return Object.hasOwn(value, step) ? textsAt((value as JsonSchema)[step], rest) : []
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}
