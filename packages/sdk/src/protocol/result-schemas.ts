import { z } from 'zod'
import { account, column, fieldDefinition, name, operationName, words } from './shared-schemas.ts'

const names = z.array(name).max(1000)

const discoveredOperation = z.looseObject({
  batch: z
    .looseObject({
      recordsMax: z.int().min(1).max(100_000),
      bytesMax: z.int().min(1).optional(),
      uniqueBy: z.enum(['matchKey', 'none']).optional(),
    })
    .optional(),
  atomicity: z.enum(['per-record', 'all-or-nothing']).optional(),
  resend: z.enum(['safe', 'key', 'reconcile', 'unsafe']).optional(),
  keyLifetimeMs: z.int().min(1).optional(),
  sends: z.enum(['all', 'changed']).optional(),
  inFlightMax: z.int().min(1).optional(),
  matchOn: z.array(names.min(1)).max(1000).optional(),
})

const discoveredObject = z.looseObject({
  name,
  title: words.optional(),
  fields: z.record(name, fieldDefinition),
  operations: z.partialRecord(operationName, discoveredOperation).optional(),
  isOpen: z.boolean().optional(),
})

const record = z.record(name, z.unknown())

/** What the `value` of a `result` is, by the call that it answers. */
export const resultSchemas = {
  check: z.looseObject({
    account,
    scopes: names.optional(),
    quotaLeft: z.record(name, z.number()).optional(),
    warnings: z.array(words).max(1000).optional(),
  }),
  catalog: z.looseObject({
    objects: z.array(discoveredObject).max(100_000),
    isOpen: z.boolean().optional(),
  }),
  tables: z.looseObject({
    tables: z
      .array(z.looseObject({ path: names, columns: z.array(column).max(100_000) }))
      .max(1_000_000),
  }),
  columns: z.array(column).max(100_000),
  // Nothing for a model that is read instead.
  duckdbQuery: z
    .looseObject({
      attach: z.array(z.looseObject({ path: z.string(), alias: name })).max(100),
      defaultDatabase: name.optional(),
      fileSearchPath: z.string().optional(),
      sql: z.string(),
    })
    .nullish(),
  pushdownModel: z.looseObject({
    from: z.string(),
    names: z.array(z.string()).max(100_000),
    columns: z.array(column).max(100_000),
    keys: z.array(z.string()).max(1000),
    texts: z.array(z.string()).max(100_000),
    print: z.string(),
    refusal: z.string().optional(),
  }),
  nothing: z.unknown(),
  found: z
    .array(z.looseObject({ match: record, fields: record, remoteId: name.optional() }))
    .max(200_000),
} as const
