import type { $ZodType } from 'zod/v4/core'
import { RevError } from '../errors.ts'
import type { StandardSchema } from '../standard-schema.ts'
import { isZod3, isZod4 } from './annotate.ts'
import { isJsonObject, jsonSchemaDialect, type JsonSchema } from './json-schema.ts'
import { normalizeSchema } from './normalize-schema.ts'
import { zod3ToJsonSchema } from './zod3-to-json-schema.ts'

/** What a connector says about its configuration. */
export interface ConfigSource {
  readonly config: StandardSchema<unknown, unknown>
  readonly configJsonSchema?: JsonSchema
}

/** The part of Standard JSON Schema (https://standardschema.dev/json-schema) that rev uses. */
interface JsonSchemaConverter {
  readonly input: (options: { readonly target: 'draft-2020-12' }) => JsonSchema
}

const howTo =
  'Use zod 4, zod 3, a Standard Schema with ~standard.jsonSchema, or give configJsonSchema.'

/**
 * The JSON Schema 2020-12 of a configuration as it is written down, defaults and annotations included.
 * @throws `REV_CONFIG_SCHEMA` where the schema library gives none, or one that accepts anything.
 */
export async function configJsonSchema(source: ConfigSource): Promise<JsonSchema> {
  const schema = readable(await convert(source))
  if (!isJsonObject(schema) || !describesObject(schema)) {
    throw new RevError(
      'REV_CONFIG_SCHEMA',
      'Failed to read the configuration schema: expected an object with named properties.',
      { hint: howTo },
    )
  }
  return { $schema: jsonSchemaDialect, ...schema }
}

async function convert({ config, configJsonSchema: explicit }: ConfigSource): Promise<unknown> {
  if (explicit !== undefined) return explicit
  try {
    if (isZod4(config)) {
      const { toJSONSchema } = await import('zod/v4/core')
      return toJSONSchema(config as object as $ZodType, {
        io: 'input',
        unrepresentable: 'any',
      })
    }
    const converter = converterOf(config)
    if (converter !== undefined) return converter.input({ target: 'draft-2020-12' })
    // zod-to-json-schema turns anything that is not of zod 3 into a schema that accepts everything, silently.
    if (isZod3(config)) return await zod3ToJsonSchema(config)
  } catch (cause) {
    throw new RevError('REV_CONFIG_SCHEMA', 'Failed to convert the configuration schema.', {
      cause,
      hint: howTo,
    })
  }
  const { vendor } = config['~standard']
  throw new RevError(
    'REV_CONFIG_SCHEMA',
    `Failed to convert the configuration schema: ${vendor} gives no JSON Schema.`,
    { hint: howTo },
  )
}

function converterOf(config: StandardSchema): JsonSchemaConverter | undefined {
  const { jsonSchema } = config['~standard'] as { jsonSchema?: JsonSchemaConverter }
  return jsonSchema
}

/** The one form of a schema. @throws `REV_CONFIG_SCHEMA` for one that is nested too deeply or refers to itself. */
function readable(converted: unknown): unknown {
  try {
    return normalizeSchema(plainJson(converted))
  } catch (cause) {
    throw new RevError(
      'REV_CONFIG_SCHEMA',
      'Failed to read the configuration schema: expected plain JSON that is not nested without end.',
      { cause, hint: howTo },
    )
  }
}

/** Drops what is not JSON, such as the methods that zod hides in its result. */
const plainJson = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema)) as unknown

function describesObject(schema: JsonSchema): boolean {
  if (schema['type'] === 'object') return true
  const options = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']
  return Array.isArray(options) && options.every((one) => isJsonObject(one) && describesObject(one))
}
