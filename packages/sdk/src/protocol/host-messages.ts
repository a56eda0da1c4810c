import { z } from 'zod'
import {
  account,
  batchField,
  batchObject,
  bytes,
  fieldDefinition,
  headers,
  ids,
  json,
  name,
  number,
  operationName,
  readRequest,
  runInfo,
  wireError,
  words,
} from './shared-schemas.ts'

const pushdownRequest = readRequest.extend({
  keys: z.array(name),
  columns: z.array(name),
  salt: z.string(),
})

const change = z.looseObject({
  id: name.meta({ description: 'Unique within the batch; the outcome carries it back.' }),
  kind: z.enum(['added', 'changed', 'removed']),
  key: z.string().meta({ description: "The key of the model's row: the JSON text of an array." }),
  json: z.string().meta({
    description: 'The values to write: the JSON text of one object, every number exact.',
  }),
  remoteId: z.string().optional(),
})

const changeGroup = z
  .looseObject({
    ids,
    kind: z.enum(['added', 'changed', 'removed']),
    remoteIds: z.array(z.string().nullable()).optional(),
  })
  .meta({ description: 'Neighbours of one kind; their keys and records are in the bytes.' })

const batch = z.looseObject({
  object: batchObject,
  operation: operationName,
  matchOn: z.array(name),
  fields: z.array(batchField),
  hasAllFields: z.boolean().optional().meta({
    description: 'Whether every change carries every one of `fields`. Default: it is not known.',
  }),
  idempotencyKey: name,
  attempt: z.int().min(1),
  changes: z.union([z.array(change), z.array(changeGroup)]),
})

const sessionInfo = z.looseObject({
  id: name,
  object: batchObject,
  operation: operationName,
  matchOn: z.array(name),
  fields: z.array(batchField),
})

const lookupRequest = z.looseObject({
  object: z.looseObject({ name, fields: z.record(name, fieldDefinition) }),
  matchOn: z.array(name),
  keys: z.string().meta({ description: 'The JSON text of an array of keys, numbers exact.' }),
  fields: z.array(name),
})

const message = <Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) => z.looseObject({ type: z.literal(type), ...shape }).meta({ description })

/** What a host sends to a connector, by `type`. */
export const hostMessages = {
  hello: message('hello', 'The first line: the versions that the host speaks, best first.', {
    protocols: z.array(z.int().min(1)).min(1),
    host: z.looseObject({ name, version: name }),
  }),
  spec: message('spec', 'Asks for the manifest. Allowed before `open`.', { call: number }),
  open: message('open', 'Gives the configuration of one connection. Once, before other calls.', {
    call: number,
    connection: name,
    config: json,
    projectPath: z.string(),
    account: account.optional().meta({ description: 'The account that the last check found.' }),
    state: json.optional().meta({ description: 'What the connector last sent as `state`.' }),
    auth: json.optional().meta({ description: 'What it last sent as `auth_updated`.' }),
  }),
  check: message('check', 'Asks whether the credentials work. Must not write.', { call: number }),
  discover: message('discover', 'Asks what there is. Must not write.', {
    call: number,
    objects: z.array(name).optional().meta({
      description: 'The objects that are needed; others may be left out.',
    }),
  }),
  describe: message('describe', 'Asks a source for the columns of a model.', {
    call: number,
    request: readRequest,
  }),
  duckdb_query: message('duckdb_query', 'Asks a source for a statement that DuckDB can run.', {
    call: number,
    request: readRequest,
  }),
  pushdown_model: message('pushdown_model', 'Asks a source for a model as SQL of its database.', {
    call: number,
    request: pushdownRequest,
  }),
  pushdown_prepare: message('pushdown_prepare', 'Asks a source for a schema for scratch tables.', {
    call: number,
    schema: name,
  }),
  pushdown_execute: message(
    'pushdown_execute',
    'Statements to run in order, each whole or not at all.',
    {
      call: number,
      statements: z.array(z.string()),
    },
  ),
  read: message(
    'read',
    'Asks a source for a model, in at most `chunks` chunks until more credit.',
    {
      call: number,
      request: readRequest,
      chunks: z.int().min(1),
    },
  ),
  write: message('write', 'Hands a destination one batch.', {
    call: number,
    run: runInfo,
    batch,
    bytes,
  }),
  lookup: message('lookup', 'Asks a destination to read records back.', {
    call: number,
    run: runInfo,
    request: lookupRequest,
  }),
  session: message('session', 'One step of a write that becomes visible only as a whole.', {
    call: number,
    run: runInfo,
    step: z.enum(['open', 'commit', 'abort']),
    info: sessionInfo,
  }),
  close: message('close', 'Asks to let go of what the connection opened.', { call: number }),
  credit: message('credit', 'Lets a read send so many more chunks.', {
    call: number,
    chunks: z.int().min(1),
  }),
  cancel: message('cancel', 'Nobody waits for the call any more; stop it and answer.', {
    call: number,
  }),
  http_answer: message('http_answer', 'The answer to an `http`: a response or an error.', {
    request: number,
    status: z.int().optional(),
    headers: headers.optional(),
    body: z.string().optional().meta({ description: 'The body, where it is UTF-8.' }),
    bodyBase64: z.string().optional().meta({ description: 'The body, where it is not.' }),
    bytes,
    error: wireError.optional(),
  }),
  http_headers: message('http_headers', 'Asks for the fresh headers of a request under way.', {
    request: number,
    id: number,
  }),
  cache_answer: message('cache_answer', 'The answer to a `cache`.', {
    request: number,
    entries: z.record(z.string(), z.string()).optional(),
    error: wireError.optional(),
  }),
  bye: message('bye', 'The last line: finish and exit.', { reason: words.optional() }),
} as const

/** One message of a host. */
export type HostMessage = z.infer<(typeof hostMessages)[keyof typeof hostMessages]>
