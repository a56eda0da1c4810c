import type { zodToJsonSchema } from 'zod-to-json-schema'
import { annotationsKey, type SchemaAnnotations } from './annotate.ts'
import type { JsonSchema } from './json-schema.ts'

type Convert = typeof zodToJsonSchema
interface Definition {
  readonly typeName?: string
  readonly description?: string
  readonly innerType?: Zod3
  readonly options?: readonly Zod3[]
  readonly [annotationsKey]?: SchemaAnnotations
}
interface Zod3 {
  readonly _def: Definition
}

/** The JSON Schema 2020-12 of a zod 3 schema, with the annotations that `annotate` left in it. */
export async function zod3ToJsonSchema(schema: object): Promise<JsonSchema> {
  const { zodToJsonSchema: convert } = await import('zod-to-json-schema')
  return convertWith(convert, schema)
}

function convertWith(convert: Convert, schema: object): JsonSchema {
  const { $schema: _draft7, ...converted } = convert(schema as Parameters<Convert>[0], {
    $refStrategy: 'none',
    // zod 4 leaves both out; what a schema does not name is reported by the host, not by the editor alone.
    removeAdditionalStrategy: 'strict',
    allowedAdditionalProperties: undefined,
    postProcess: (made, definition) =>
      made && finish(convert, made as JsonSchema, definition as Definition),
  }) as JsonSchema
  return converted
}

function finish(convert: Convert, made: JsonSchema, definition: Definition): JsonSchema {
  return { ...reshape(convert, made, definition), ...definition[annotationsKey] }
}

/** Draft 7 to 2020-12, and what the converter folds together kept apart where a part says more than its type. */
function reshape(convert: Convert, made: JsonSchema, definition: Definition): JsonSchema {
  const { typeName, innerType, options } = definition
  const isFolded = Array.isArray(made['type'])
  if (typeName === 'ZodTuple' && Array.isArray(made['items'])) {
    const { items, additionalItems = false, ...rest } = made
    return { ...rest, prefixItems: items, items: additionalItems }
  }
  if (typeName === 'ZodDiscriminatedUnion' && made['anyOf'] !== undefined) {
    const { anyOf, ...rest } = made
    return { ...rest, oneOf: anyOf }
  }
  if (typeName === 'ZodOptional' && innerType !== undefined && made['anyOf'] !== undefined) {
    return convertWith(convert, innerType)
  }
  if (typeName === 'ZodUnion' && isFolded && options?.some(saysMore) === true) {
    return unfold(
      made,
      options.map((option) => convertWith(convert, option)),
    )
  }
  if (typeName === 'ZodNullable' && isFolded && innerType !== undefined && saysMore(innerType)) {
    return unfold(made, [convertWith(convert, innerType), { type: 'null' }])
  }
  return made
}

const saysMore = ({ _def }: Zod3): boolean =>
  _def.description !== undefined || _def[annotationsKey] !== undefined

function unfold({ type: _folded, ...rest }: JsonSchema, anyOf: readonly JsonSchema[]): JsonSchema {
  return { ...rest, anyOf }
}
