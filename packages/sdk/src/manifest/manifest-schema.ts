import { operationNames } from '../batch.ts'
import { jsonSchemaDialect, type JsonSchema } from '../config-schema/json-schema.ts'
import { valueTypes } from '../value-types.ts'
import { connectorIdPattern } from './check-definition.ts'
import { filePermissionPattern } from './check-permissions.ts'
import { recordsMaxMax } from './check-operation.ts'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const wholeFrom1 = { type: 'integer', minimum: 1 }
const texts = { type: 'array', items: text }
const oneOf = (...values: readonly string[]) => ({ type: 'string', enum: values })
const byName = (value: JsonSchema) => ({ type: 'object', additionalProperties: value })

/** An object whose first properties are required; unknown ones are allowed, for newer connectors have more. */
const objectOf = (required: JsonSchema, optional: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
})

const field = objectOf(
  { type: oneOf(...valueTypes) },
  {
    title: text,
    description: text,
    required: flag,
    readOnly: flag,
    unique: flag,
    maxLength: wholeFrom1,
    enum: texts,
    pii: text,
    nullable: flag,
  },
)

const operation = objectOf(
  {
    batch: objectOf(
      { recordsMax: { ...wholeFrom1, maximum: recordsMaxMax } },
      { bytesMax: wholeFrom1, uniqueBy: oneOf('matchKey', 'none') },
    ),
    atomicity: oneOf('per-record', 'all-or-nothing'),
    resend: oneOf('safe', 'key', 'reconcile', 'unsafe'),
    hasSession: flag,
  },
  {
    matchOn: { type: 'array', minItems: 1, items: { ...texts, minItems: 1, uniqueItems: true } },
    keyLifetimeMs: wholeFrom1,
    sends: oneOf('all', 'changed'),
    inFlightMax: wholeFrom1,
  },
)

const sourceSql = objectOf(
  {},
  {
    quote: oneOf('"', '`'),
    literals: objectOf({}, { date: text, timestamp: text, timestamptz: text }),
  },
)

const pushdownDialect = objectOf(
  {
    quote: oneOf('"', '`'),
    literals: oneOf('standard', 'backslash', 'hex', 'char', 'escapes', 'backslash-quote'),
    scratch: oneOf('schema', 'prefix'),
    types: objectOf(
      { integer: text, number: text, boolean: text, text, print: text },
      { keyText: text },
    ),
    stageTable: text,
    fence: text,
    analyze: text,
  },
  {
    createTable: text,
    logTable: text,
    keyPrefix: text,
    typedLiteral: text,
    comparedText: text,
    comparedNumber: text,
    textBytesMax: wholeFrom1,
    statementBytesMax: wholeFrom1,
  },
)

const object = objectOf(
  {
    fields: byName(field),
    isOpen: flag,
    hasLookup: flag,
    operations: {
      type: 'object',
      properties: Object.fromEntries(operationNames.map((name) => [name, operation])),
      additionalProperties: false,
      minProperties: 1,
    },
  },
  { title: text, description: text, visibleAfterMs: wholeFrom1 },
)

const files = { type: 'array', items: { type: 'string', pattern: filePermissionPattern } }
const permissions = objectOf({}, { addons: flag, fsRead: files, fsWrite: files, net: flag })

/** The JSON Schema 2020-12 of a connector's manifest. */
export const manifestSchema: JsonSchema = {
  $schema: jsonSchemaDialect,
  title: 'Manifest of a rev connector',
  ...objectOf(
    {
      manifestVersion: { const: 1 },
      kind: oneOf('source', 'destination'),
      id: { type: 'string', pattern: connectorIdPattern },
      apiVersion: wholeFrom1,
      title: { ...text, minLength: 1 },
      vendor: objectOf(
        { name: { ...text, minLength: 1 } },
        { docs: text, api: objectOf({ version: text }, { sunset: text }) },
      ),
      configSchema: { type: 'object' },
      hasAuth: flag,
      hosts: { anyOf: [{ const: 'config' }, texts] },
      objects: byName(object),
    },
    {
      permissions,
      dynamicObject: object,
      readsInDuckdb: flag,
      sql: sourceSql,
      pushdown: pushdownDialect,
    },
  ),
}
