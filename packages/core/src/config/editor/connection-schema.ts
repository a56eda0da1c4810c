import type { InstalledConnector } from '../../connector.ts'
import type { JsonSchema } from '../schema/file-fit.ts'
import { z } from 'zod'
import { hostKeys } from '../schema/project-file.ts'

/** The schema of a connection, and the definitions that belong to it. */
export interface ConnectionSchema {
  /** What `connector:` may say to mean this one. */
  readonly names: readonly string[]
  readonly definitions: readonly (readonly [string, JsonSchema])[]
}

// What rev itself reads of a connection.
const ownKeys = z.toJSONSchema(z.object(hostKeys), { io: 'input' }).properties as JsonSchema

/** Under which name the definitions of a connector stand. */
export function connectorKey({ manifest }: InstalledConnector): string {
  return `${manifest.kind}-${manifest.id}`
}

/** A connector's configuration with `connector:` beside it, as an entry of rev.yaml. */
export function connectionSchema(connector: InstalledConnector): ConnectionSchema {
  const { manifest, packageName } = connector
  const key = connectorKey(connector)
  const names = [...new Set([manifest.id, packageName])]
  const { $defs = {}, $schema: _dialect, $id: _id, ...root } = manifest.configSchema
  const name: JsonSchema = {
    enum: names,
    title: manifest.title,
    description: `${manifest.title}, a ${manifest.kind} connector.`,
  }
  const entry = withConnector(adapt(root, key), name)
  const below = Object.entries($defs as Readonly<Record<string, JsonSchema>>).map(
    ([defined, schema]) => [`${key}.${defined}`, adapt(schema, key)] as const,
  )
  return { names, definitions: [[key, { title: manifest.title, ...entry }], ...below] }
}

/** Adds the key `connector` wherever the schema says which keys there are. */
function withConnector(schema: JsonSchema, name: JsonSchema): JsonSchema {
  const unions = Object.fromEntries(
    ['anyOf', 'oneOf', 'allOf'].flatMap((union) => {
      const branches = schema[union]
      return Array.isArray(branches)
        ? [[union, (branches as JsonSchema[]).map((branch) => withConnector(branch, name))]]
        : []
    }),
  )
  const required = (schema['required'] as readonly string[] | undefined) ?? []
  return {
    ...schema,
    ...unions,
    type: 'object',
    properties: {
      connector: name,
      ...ownKeys,
      ...(schema['properties'] as JsonSchema | undefined),
    },
    required: ['connector', ...required],
  }
}

/** Follows references to where the definitions now are, and lets `${…}` stand for any plain value. */
function adapt(schema: JsonSchema, key: string): JsonSchema {
  const adapted = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, adaptKeyword(keyword, value, key)]),
  )
  return withReferences(withSecretWords(adapted))
}

function adaptKeyword(keyword: string, value: unknown, key: string): unknown {
  if (keyword === '$ref' && typeof value === 'string') {
    return value.startsWith('#/$defs/')
      ? `#/$defs/${key}.${value.slice('#/$defs/'.length)}`
      : value === '#'
        ? `#/$defs/${key}`
        : value
  }
  if (['properties', 'patternProperties'].includes(keyword)) {
    return Object.fromEntries(
      Object.entries(value as Readonly<Record<string, JsonSchema>>).map(([name, one]) => [
        name,
        adaptAny(one, key),
      ]),
    )
  }
  const holdsSchemas = ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'prefixItems']
  if (!holdsSchemas.includes(keyword)) return value
  return Array.isArray(value) ? value.map((one) => adaptAny(one, key)) : adaptAny(value, key)
}

function adaptAny(schema: unknown, key: string): unknown {
  return typeof schema === 'object' && schema !== null ? adapt(schema as JsonSchema, key) : schema
}

const constraints = ['enum', 'const', 'pattern', 'format', 'minLength', 'maxLength']

function withReferences(schema: JsonSchema): JsonSchema {
  const types = [schema['type'] ?? []].flat()
  const isPlain = types.some((type) => ['number', 'integer', 'boolean'].includes(type as string))
  const isNarrow = constraints.some((keyword) => keyword in schema)
  if (!isPlain && !isNarrow) return schema
  const { title, description, default: initial, ...rest } = schema
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(initial === undefined ? {} : { default: initial }),
    anyOf: [rest, { type: 'string', pattern: '\\$\\{(env|file|cmd):[^}]+\\}' }],
  }
}

function withSecretWords(schema: JsonSchema): JsonSchema {
  if (schema['x-rev-secret'] !== true) return schema
  const about = 'Secret: write ${env:NAME}, ${file:path} or ${cmd:command}.'
  const before = typeof schema['description'] === 'string' ? `${schema['description']} ` : ''
  return { ...schema, description: `${before}${about}` }
}
