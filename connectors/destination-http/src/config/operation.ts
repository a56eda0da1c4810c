import { annotate } from '@revetl/sdk'
import { z } from 'zod'
import { answerSchema } from './answer.ts'

const templates = (title: string, description: string) =>
  z.record(z.string(), z.string()).default({}).meta({ title, description })

/** One operation of an object. */
export const operationSchema = z
  .strictObject({
    method: z
      .enum(['POST', 'PUT', 'PATCH', 'DELETE'])
      .meta({ title: 'Method', description: 'The HTTP method.' }),
    url: z.string().min(1).meta({
      title: 'URL',
      description:
        'Absolute, or a path below `baseUrl`. Placeholders are encoded: `/users/{{id}}`.',
    }),
    send: z.enum(['batch', 'record']).default('batch').meta({
      title: 'Send',
      description: 'One request for a batch, or one for each record.',
    }),
    matchOn: z
      .array(z.array(z.string().min(1)).min(1))
      .default([])
      .meta({
        title: 'Match on',
        description: 'Sets of fields that identify a record, best first.',
      }),
    recordsMax: z.int().min(1).optional().meta({
      title: 'Records',
      description: 'Records of a request, at most. Default 100.',
    }),
    bytesMax: annotate(z.int().min(1), {
      title: 'Size',
      description: "Size of a request's records, at most.",
      unit: 'bytes',
    }).optional(),
    format: z.enum(['json', 'json-lines', 'form']).default('json').meta({
      title: 'Format',
      description: 'JSON, a record per line, or a form with names like `address[city]`.',
    }),
    body: z.unknown().optional().meta({
      title: 'Body',
      description:
        'The shape of the body, with placeholders. Default: `{{records}}` for a batch, `{{record}}` for a record.',
    }),
    record: z.unknown().optional().meta({
      title: 'Record',
      description: 'The shape of one record of `{{records}}`. Default: `{{record}}`.',
    }),
    omit: z.array(z.string().min(1)).default([]).meta({
      title: 'Omit',
      description: 'Fields that `{{record}}` leaves out, for example the one that is in the URL.',
    }),
    headers: templates('Headers', 'Further headers, with placeholders.'),
    query: templates('Query', 'Query parameters, with placeholders.'),
    idempotencyHeader: z.string().min(1).optional().meta({
      title: 'Idempotency header',
      description:
        'The header for a key that is the same for every attempt. Then `resend` is `key`.',
    }),
    keyLifetimeMs: annotate(z.int().min(1), {
      title: 'Key lifetime',
      description: 'How long the API remembers an idempotency key.',
      unit: 'milliseconds',
    }).default(86_400_000),
    resend: z.enum(['safe', 'key', 'unsafe']).optional().meta({
      title: 'Resend',
      description:
        'Whether a request without an answer may be sent again. Default: `key` with an idempotency header, `safe` for upsert, update, delete, add and remove, else `unsafe`.',
    }),
    atomicity: z.enum(['all-or-nothing', 'per-record', 'none']).default('all-or-nothing').meta({
      title: 'Atomicity',
      description:
        "What a refused batch did: nothing; nothing with the records that it does not name; or anybody's guess.",
    }),
    sends: z.enum(['all', 'changed']).default('all').meta({
      title: 'Sends',
      description: 'Whether a record is sent with all its fields or with the changed ones alone.',
    }),
    inFlightMax: z.int().min(1).optional().meta({
      title: 'In flight',
      description: 'Batches of this operation under way at once, at most.',
    }),
    timeoutMs: annotate(z.int().min(1), {
      title: 'Time-out',
      description: 'How long a request may take in all.',
      unit: 'milliseconds',
    }).optional(),
    answer: answerSchema.prefault({}),
  })
  // An object has seven of them: the manifest describes one and refers to it.
  .meta({ id: 'operation' })

/** The checked configuration of an operation. */
export type OperationConfig = z.output<typeof operationSchema>
