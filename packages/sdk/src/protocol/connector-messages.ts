import { z } from 'zod'
import {
  bytes,
  column,
  headers,
  ids,
  json,
  name,
  number,
  wireError,
  words,
} from './shared-schemas.ts'
import { aroundRecordsMax, betweenRecordsMax } from './records-body.ts'

const message = <Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) => z.looseObject({ type: z.literal(type), ...shape }).meta({ description })

const shortText = z.string().max(1024)
const text = z.string().max(65_536)

const scopes = z.array(text).max(1000)
const login = z.looseObject({
  authorizeUrl: text.optional(),
  deviceUrl: text.optional(),
  revokeUrl: text.optional(),
  issuer: text.optional(),
  scopes: scopes.optional(),
  scopesByObject: z.record(name, scopes).optional(),
  parameters: z.record(name, text).optional(),
  redirect: z
    .looseObject({
      host: z.enum(['127.0.0.1', 'localhost']).optional(),
      port: z.int().min(1).max(65_535).optional(),
      path: text.optional(),
    })
    .optional(),
})

const auth = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('bearer'), token: text }),
  z.looseObject({
    kind: z.literal('api-key'),
    place: z.union([z.strictObject({ header: name }), z.strictObject({ query: name })]),
    key: text,
  }),
  z.looseObject({ kind: z.literal('basic'), user: text, password: text }),
  z.looseObject({
    kind: z.literal('oauth2'),
    tokenUrl: text,
    clientId: text,
    clientSecret: text.optional(),
    refreshToken: text.optional(),
    login: login.optional(),
    scopes: scopes.optional(),
    clientAuth: z.enum(['body', 'basic']).optional(),
  }),
  z.looseObject({
    kind: z.literal('jwt-bearer'),
    tokenUrl: text,
    issuer: text,
    subject: text.optional(),
    audience: text,
    scopes: scopes.optional(),
    privateKey: text,
    keyId: text.optional(),
    algorithm: z.enum(['RS256', 'ES256']).optional(),
    lifetimeS: z.number().positive().optional(),
  }),
])

const appliesTo = z
  .looseObject({ methods: z.array(name).optional(), paths: z.array(text).optional() })
  .optional()
const headerNames = z.looseObject({
  limit: name.optional(),
  remaining: name,
  reset: name.optional(),
  resetUnit: z.enum(['epoch-s', 'epoch-ms', 'delta-s', 'delta-ms']).optional(),
})

const usageHeader = z.looseObject({ usage: name, usageName: name.optional() })

const quotaSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('window'),
    id: name,
    unit: z.enum(['requests', 'bytes', 'cost', 'records']),
    max: z.number().positive(),
    perMs: z.number().positive(),
    appliesTo,
    each: z.literal('key').optional(),
  }),
  z.looseObject({
    kind: z.literal('concurrency'),
    id: name,
    max: z.number().positive(),
    appliesTo,
  }),
  z.looseObject({
    kind: z.literal('headers'),
    id: name,
    headers: z.union([z.literal('draft'), headerNames, usageHeader]),
    perMs: z.number().positive().optional(),
    appliesTo,
  }),
])

const around = z.string().max(aroundRecordsMax)
const between = z.string().max(betweenRecordsMax)
const recordsBody = z.looseObject({ before: around, between, after: around })

const outcomeOf = <Who extends z.ZodRawShape>(who: Who) =>
  z.discriminatedUnion('status', [
    z.looseObject({
      ...who,
      status: z.literal('ok'),
      effect: z.enum([
        'created',
        'updated',
        'deleted',
        'added',
        'removed',
        'unchanged',
        'written',
        'accepted',
      ]),
      remoteId: shortText.optional(),
    }),
    z.looseObject({
      ...who,
      status: z.literal('rejected'),
      code: name,
      message: words,
      field: shortText.optional(),
      vendorCode: shortText.optional(),
    }),
    z.looseObject({
      ...who,
      status: z.literal('retry'),
      code: name,
      message: words.optional(),
      afterMs: z.number().min(0).optional(),
      scope: z.enum(['record', 'batch', 'quota']),
    }),
    z.looseObject({
      ...who,
      status: z.literal('skipped'),
      reason: z.enum(['no-match', 'exists', 'unchanged']),
    }),
    z.looseObject({
      ...who,
      status: z.literal('unknown'),
      code: name,
      message: words.optional(),
      isUnderWay: z.boolean().optional().meta({
        description:
          'The destination still works on the whole batch: sent again as it is, it starts nothing anew.',
      }),
    }),
  ])

/** One outcome of a change. The text of a message is cut by the sender at 4,096 characters. */
export const wireOutcome = outcomeOf({ id: name })
/** The outcome of each of several changes; from version 2 on. */
export const wireOutcomes = outcomeOf({ ids })

/** What a connector sends to its host, by `type`. */
export const connectorMessages = {
  hello: message('hello', 'The answer to `hello`: the one version that is spoken from here on.', {
    protocol: z.int().min(1),
    kind: z.enum(['source', 'destination']),
    id: name,
    apiVersion: z.int().min(1),
    connector: z.looseObject({ name, version: name }).optional(),
  }),
  opened: message('opened', 'The answer to `open`: what the gateway must know.', {
    call: number,
    hosts: z.array(name).max(1000).default([]),
    auth: auth.optional().meta({ description: 'How the gateway signs requests.' }),
    quotas: z.array(quotaSchema).max(1000).default([]),
    writes: z.int().min(1).max(1000).default(1).meta({
      description: 'How many `write` calls it takes at once; an answer gives one back.',
    }),
  }),
  result: message(
    'result',
    'The answer to spec, check, discover, describe, duckdb_query, pushdown_…, lookup, session and close.',
    {
      call: number,
      value: json.optional(),
    },
  ),
  outcome: message('outcome', 'Outcomes of a `write`, any number of lines; the last has `done`.', {
    call: number,
    outcomes: z
      .array(json)
      .max(200_000)
      .meta({ description: 'See the definitions `outcome_one` and `outcome_several`.' }),
    done: z.boolean().default(false),
  }),
  columns: message('columns', 'The columns of a `read`, before its first chunk.', {
    call: number,
    columns: z.array(column).max(100_000),
  }),
  chunk: message('chunk', 'Some rows of a `read`; each spends one credit.', {
    call: number,
    rowCount: z.int().min(0),
    columns: z.array(json).max(100_000).optional().meta({
      description:
        'One array a column, of texts and nulls, as long as `rowCount`; from version 2 on also the length of its text, or nothing where the bytes are the text of the rows.',
    }),
    bytes,
  }),
  end: message('end', 'The end of a `read` that is complete, with the number of all its rows.', {
    call: number,
    rows: z.int().min(0),
  }),
  error: message('error', 'The answer to a call that failed.', { call: number, error: wireError }),
  http: message('http', 'Asks the gateway for a request, on behalf of a call.', {
    request: number,
    call: number,
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    url: z.string().max(65_536),
    query: z.record(name, z.union([z.string(), z.number(), z.boolean()])).optional(),
    headers: headers.optional(),
    body: z.string().optional().meta({ description: 'The body as text; sent as UTF-8.' }),
    bodyBase64: z.string().optional(),
    recordsBody: recordsBody.optional().meta({
      description: 'The body where it is the records of the `write`; from version 2 on.',
    }),
    bytes,
    timeoutMs: z.number().min(1).optional(),
    patienceMs: z.number().min(0).optional(),
    answerBytesMax: z.number().min(1).optional(),
    resendable: z.boolean().optional(),
    isRead: z.boolean().optional(),
    cost: z.number().min(0).optional(),
    records: z.number().min(0).optional(),
    quotaKey: name.optional(),
    anonymous: z.boolean().optional(),
    afterStop: z.boolean().optional().meta({
      description:
        'Sent even where the call was stopped, for what stops at the vendor what it began.',
    }),
    hasFreshHeaders: z.boolean().optional().meta({
      description: 'Whether `http_headers` must be asked right before each attempt.',
    }),
  }),
  http_cancel: message('http_cancel', 'Nobody waits for the answer of a request any more.', {
    request: number,
  }),
  http_headers: message('http_headers', 'The answer to the `http_headers` of the same `id`.', {
    id: number,
    headers: headers.optional(),
    error: wireError.optional(),
  }),
  cache: message('cache', "Reads or writes the connection's durable map.", {
    request: number,
    operation: z.enum(['get', 'set', 'delete']),
    keys: z.array(name).max(200_000).optional(),
    entries: z.record(name, z.string().max(65_536)).optional(),
  }),
  credit: message('credit', 'Takes so many more `write` calls at once than `opened` said.', {
    writes: z.int().min(1).max(1000),
  }),
  wait: message('wait', 'The call is quiet on purpose for so long; the watchdog waits as well.', {
    call: number,
    ms: z.number().min(0),
  }),
  state: message('state', 'Kept for the connection; comes back with the next `open`.', {
    value: json,
  }),
  auth_updated: message(
    'auth_updated',
    'Credentials that the connector renewed by itself; come back with the next `open`.',
    { value: json },
  ),
  log: message('log', 'A line for the log; masked, cut and rate-capped.', {
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    details: z.record(z.string(), json).optional(),
  }),
  metric: message('metric', 'A measurement, shown at the level `debug`.', {
    name,
    value: z.number(),
    unit: name.optional(),
  }),
  bye: message('bye', 'The connector is about to exit by itself.', { reason: words.optional() }),
} as const

/** One message of a connector. */
export type ConnectorMessage = z.infer<(typeof connectorMessages)[keyof typeof connectorMessages]>
/** One message of a connector by its type. */
export type ConnectorMessageOf<Type extends keyof typeof connectorMessages> = z.infer<
  (typeof connectorMessages)[Type]
>
