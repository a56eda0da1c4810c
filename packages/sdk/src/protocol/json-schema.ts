import { z } from 'zod'
import { jsonSchemaDialect, type JsonSchema } from '../config-schema/json-schema.ts'
import { connectorMessages, wireOutcome, wireOutcomes } from './connector-messages.ts'
import { hostMessages } from './host-messages.ts'
import { resultSchemas } from './result-schemas.ts'

/** The JSON Schema 2020-12 of every line of the protocol, as docs/protocol.schema.json has it. */
export function protocolJsonSchema(): JsonSchema {
  const definitions: Record<string, unknown> = {}
  const define = (prefix: string, schemas: Readonly<Record<string, z.ZodType>>) =>
    Object.entries(schemas).map(([key, schema]) => {
      const { $schema: _dialect, ...plain } = z.toJSONSchema(schema, { io: 'input' })
      definitions[`${prefix}_${key}`] = plain
      return { $ref: `#/$defs/${prefix}_${key}` }
    })
  const fromHost = define('host', hostMessages)
  const fromConnector = define('connector', connectorMessages)
  define('result', resultSchemas)
  define('outcome', { one: wireOutcome, several: wireOutcomes })
  const schema = {
    $schema: jsonSchemaDialect,
    title: 'A line of the rev connector protocol, versions 1 and 2',
    anyOf: [...fromHost, ...fromConnector],
    $defs: definitions,
  }
  // Zod hides methods in its result; what is published is JSON.
  return JSON.parse(JSON.stringify(schema)) as JsonSchema
}
