import { listAt, objectAt, textAt, type JsonObject } from '../document.ts'

/**
 * The branches of a schema with a discriminator as a choice by its property, so that a mistake is located in the branch
 * that was meant.
 * @returns undefined where the schema has none, or where a branch cannot be told by it
 */
export function discriminated(
  schema: JsonObject,
  toShape: (branch: JsonObject) => JsonObject,
): readonly JsonObject[] | undefined {
  const discriminator = objectAt(schema['discriminator'])
  const name = textAt(discriminator['propertyName'])
  const branches = listAt(schema['oneOf'] ?? schema['anyOf']).map(objectAt)
  if (name === undefined || branches.length === 0) return undefined
  const mapping = Object.entries(objectAt(discriminator['mapping']))
  const choices = branches.map((branch) => ({
    values: valuesOf(textAt(branch['$ref']), mapping),
    branch,
  }))
  if (choices.some(({ values }) => values.length === 0)) return undefined
  const known = choices.flatMap(({ values }) => values)
  return [
    { type: 'object', required: [name], properties: { [name]: { enum: known } } },
    ...choices.map(({ values, branch }) => ({
      if: { properties: { [name]: { enum: values } }, required: [name] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: toShape(branch),
    })),
  ]
}

/** The values that name a branch: those of the mapping, else the name of its schema. */
function valuesOf(
  ref: string | undefined,
  mapping: readonly (readonly [string, unknown])[],
): readonly string[] {
  if (ref === undefined) return []
  const schemaName = ref.split('/').at(-1) ?? ref
  const mapped = mapping.filter(([, to]) => to === ref || to === schemaName).map(([value]) => value)
  return mapped.length > 0 ? mapped : [schemaName]
}
