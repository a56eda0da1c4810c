import type { JsonSchema } from '@revetl/sdk/host'

/** A named property of a schema. */
export interface Property {
  readonly path: string
  readonly name: string
  readonly schema: JsonSchema
}

/** The branches of a union. */
export const optionsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as readonly JsonSchema[]

/** A keyword of a schema, or of its parts where it is a nullable or a union of which one part says it. */
export function saidOf(schema: JsonSchema, keyword: string): unknown {
  return schema[keyword] ?? optionsOf(schema).find((option) => keyword in option)?.[keyword]
}

/** The properties of the schema itself. */
export function topLevel(schema: JsonSchema): readonly Property[] {
  const named = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.entries(named).map(([name, one]) => ({ path: name, name, schema: one }))
}

/** The named properties of a schema at every depth. A discriminator explains itself. */
export function properties(schema: JsonSchema, path: readonly string[] = []): readonly Property[] {
  const here = topLevel(schema)
    .filter((property) => !('const' in property.schema))
    .map((property) => ({ ...property, path: [...path, property.name].join('.') }))
  const named = here.flatMap(({ name, schema: one }) => properties(one, [...path, name]))
  const { items, additionalProperties: extra } = schema
  const inner = [...optionsOf(schema), items, extra].filter(
    (one): one is JsonSchema => typeof one === 'object' && one !== null,
  )
  return [...here, ...named, ...inner.flatMap((one) => properties(one, path))]
}

/** The values by which a union's branches are told apart, `kind=bearer`, at every depth. */
export function branchesOf(schema: JsonSchema): readonly { name: string; value: unknown }[] {
  const own = optionsOf(schema).flatMap((option) =>
    topLevel(option).flatMap(({ name, schema: one }) =>
      'const' in one ? [{ name, value: one['const'] }] : [],
    ),
  )
  const { items, additionalProperties: extra } = schema
  const inner = [...optionsOf(schema), ...topLevel(schema).map((one) => one.schema), items, extra]
  const below = inner
    .filter((one): one is JsonSchema => typeof one === 'object' && one !== null)
    .flatMap(branchesOf)
  return [...own, ...below]
}

/** Values that no reading of a property takes, each with what is wrong with it. */
export function wrongValues(schema: JsonSchema): readonly (readonly [string, unknown])[] {
  const wrong: [string, unknown][] = []
  switch (schema['type']) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      wrong.push(['another type', { not: 'a scalar' }])
      break
    case 'object':
    case 'array':
      wrong.push(['another type', 'a text'])
      break
    default:
  }
  if (Array.isArray(schema['enum'])) wrong.push(['none of its values', 'none-of-the-values'])
  if (schema['type'] === 'string' && schema['format'] === 'uri')
    wrong.push(['no URL', 'no url at all'])
  if (typeof schema['maximum'] === 'number') wrong.push(['too large', schema['maximum'] + 1])
  if (typeof schema['minimum'] === 'number') wrong.push(['too small', schema['minimum'] - 1])
  return wrong
}
