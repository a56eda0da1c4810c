/** A JSON Schema 2020-12, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The dialect of every schema that rev writes. */
export const jsonSchemaDialect = 'https://json-schema.org/draft/2020-12/schema'

/** Whether a value is a JSON object, such as a schema that is not `true` or `false`. */
export function isJsonObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
