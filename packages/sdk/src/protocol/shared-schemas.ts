import { z } from 'zod'
import { operationNames } from '../batch.ts'
import { valueTypes } from '../value-types.ts'
import { lineBytesMax } from './lines.ts'

/** A short text, such as a name or an id. */
export const name = z.string().max(1024)
/** A text for people. */
export const words = z.string().max(8192)
/** A number that names a call or a request; each is used once in the life of a connection. */
export const number = z.int().min(0)
/** The length of what follows a line, from version 2 on. */
export const bytes = z.int().min(0).max(lineBytesMax).optional().meta({
  description: 'So many bytes follow the line; from version 2 on.',
})
/** Several ids. */
export const ids = z.string().min(1).meta({ description: 'Ids, with a line feed between them.' })
/** Any JSON. */
export const json = z.unknown()
export const valueType = z.enum(valueTypes)
export const operationName = z.enum(operationNames)

export const column = z.looseObject({
  name,
  type: valueType,
  precision: z.int().optional(),
  scale: z.int().optional(),
  nullable: z.boolean().optional(),
  sourceType: name.optional(),
})

export const fieldDefinition = z.looseObject({
  type: valueType,
  title: words.optional(),
  description: words.optional(),
  required: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  unique: z.boolean().optional(),
  maxLength: z.int().min(1).optional(),
  enum: z.array(words).max(10_000).optional(),
  pii: name.optional(),
  nullable: z.boolean().optional(),
})

export const modelQuery = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('sql'), sql: z.string() }),
  z.looseObject({ kind: z.literal('table'), table: z.array(name) }),
  z.looseObject({ kind: z.literal('files'), paths: z.array(z.string()) }),
])

export const runInfo = z.looseObject({ id: name, sync: name, startedAt: name })

export const readRequest = z.looseObject({
  model: modelQuery,
  rowsMax: z.int().min(0).optional(),
  projectPath: z.string(),
  run: runInfo.optional(),
})

export const batchObject = z.looseObject({ name, fields: z.record(name, fieldDefinition) })
export const batchField = z.looseObject({ name, type: valueType })

/** An error on the wire. Without a `code` of rev's table it is taken as an error of the connector's own. */
export const wireError = z.looseObject({
  code: name.optional(),
  message: words,
  hint: words.optional(),
  delivery: z
    .enum(['not-sent', 'not-applied', 'rejected', 'throttled', 'auth', 'too-large', 'unknown'])
    .optional()
    .meta({ description: 'What became of the changes that were under way.' }),
  afterMs: z.number().min(0).optional(),
  place: z.looseObject({ file: words, line: z.int(), column: z.int() }).optional(),
})

export const headers = z.record(z.string().max(256), z.string().max(65_536))

export const account = z.looseObject({ id: name, name: words.optional() })
