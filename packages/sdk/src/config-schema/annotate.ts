// oxlint-disable no-underscore-dangle -- zod names its internals so
import { RevError } from '../errors.ts'

/** What a form, a documentation page and the redaction know of a value besides its type. */
export interface Annotations {
  readonly title?: string
  readonly description?: string
  /** The unit that a number counts, such as `seconds`. */
  readonly unit?: string
  /** Masked wherever it would be shown; never given a default or an example. */
  readonly secret?: boolean
}

/** The same as members of a JSON Schema. */
export interface SchemaAnnotations {
  readonly title?: string
  readonly description?: string
  readonly 'x-rev-unit'?: string
  readonly 'x-rev-secret'?: true
}

/**
 * Where annotations of a zod 3 schema are kept: its definition is copied, symbols included, by every method that
 * refines the schema, so they survive `.min(1)` and `.describe('…')`.
 */
export const annotationsKey: unique symbol = Symbol.for('revetl.annotations') as never

/** The global registry of zod 4, which all its copies in a process share. */
interface Zod4Registry {
  add(schema: unknown, meta: SchemaAnnotations): unknown
}
interface Zod4Schema {
  readonly _zod: { readonly def: unknown }
  clone(definition?: unknown, options?: { readonly parent: boolean }): Zod4Schema
}
interface Zod3Schema {
  readonly _def: { readonly typeName: string; readonly [annotationsKey]?: SchemaAnnotations }
  readonly constructor: new (definition: object) => Zod3Schema
}

/**
 * A copy of a zod 4 or zod 3 schema that says more about its value; later annotations win.
 * @throws `REV_CONFIG_SCHEMA` for a schema of another library, which annotates in its own JSON Schema.
 */
export function annotate<Schema extends object>(schema: Schema, annotations: Annotations): Schema {
  const added = toSchemaAnnotations(annotations)
  if (isZod4(schema)) return annotateZod4(schema, added) as Schema & Zod4Schema
  if (isZod3(schema)) return annotateZod3(schema, added) as Schema & Zod3Schema
  throw new RevError(
    'REV_CONFIG_SCHEMA',
    'Failed to annotate a schema: expected one of zod 4 or zod 3.',
    {
      hint: 'Put "x-rev-secret": true into the JSON Schema that the library or the connector gives.',
    },
  )
}

/** Marks a value as a secret: `secret(z.string())`. @throws `REV_CONFIG_SCHEMA`, as `annotate` does. */
export function secret<Schema extends object>(schema: Schema): Schema {
  return annotate(schema, { secret: true })
}

/** Whether a schema was made by zod 4, classic or mini. */
export function isZod4(schema: object): schema is Zod4Schema {
  return '_zod' in schema
}

/** Whether a schema was made by zod 3. */
export function isZod3(schema: object): schema is Zod3Schema {
  const definition = '_def' in schema ? schema._def : undefined
  return typeof definition === 'object' && definition !== null && 'typeName' in definition
}

function toSchemaAnnotations({ title, description, unit, secret: isSecret }: Annotations) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(unit === undefined ? {} : { 'x-rev-unit': unit }),
    ...(isSecret === true ? ({ 'x-rev-secret': true } as const) : {}),
  } satisfies SchemaAnnotations
}

function annotateZod4(schema: Zod4Schema, added: SchemaAnnotations): Zod4Schema {
  const { __zod_globalRegistry: registry } = globalThis as { __zod_globalRegistry?: Zod4Registry }
  if (registry === undefined) {
    throw new RevError(
      'REV_CONFIG_SCHEMA',
      'Failed to annotate a schema: this zod has no registry.',
    )
  }
  // Zod's own `meta` does these two steps; schemas of zod/mini have no such method.
  const copy = schema.clone(schema._zod.def, { parent: true })
  registry.add(copy, added)
  return copy
}

function annotateZod3(schema: Zod3Schema, added: SchemaAnnotations): Zod3Schema {
  const { description } = added
  return new schema.constructor({
    ...schema._def,
    ...(description === undefined ? {} : { description }),
    [annotationsKey]: { ...schema._def[annotationsKey], ...added },
  })
}
