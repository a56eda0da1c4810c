import {
  isObject,
  listAt,
  objectAt,
  resolveRef,
  textAt,
  type Json,
  type JsonObject,
} from '../document.ts'

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** The same description as OpenAPI 3; definitions stay where they are, so that references hold. */
export function swaggerToOpenapi(document: JsonObject): JsonObject {
  const paths = Object.entries(objectAt(document['paths'])).map(([template, item]) => {
    const entries = Object.entries(objectAt(item)).map(
      ([key, value]) =>
        [key, isObject(value) ? upgradeOperation(document, value, objectAt(item)) : value] as const,
    )
    return [template, { ...Object.fromEntries(entries), parameters: [] }] as const
  })
  return {
    ...document,
    openapi: '3.0.3',
    servers: [{ url: textAt(document['basePath']) ?? '' }],
    paths: Object.fromEntries(paths),
  }
}

function upgradeOperation(
  document: JsonObject,
  operation: JsonObject,
  item: JsonObject,
): JsonObject {
  const all = [...listAt(item['parameters']), ...listAt(operation['parameters'])].map((one) =>
    resolveRef(document, one),
  )
  const consumes = typesOf(operation['consumes'] ?? document['consumes'])
  const produces = typesOf(operation['produces'] ?? document['produces'])
  const requestBody = bodyOf(all, consumes)
  const responses = Object.entries(objectAt(operation['responses'])).map(([status, answer]) => {
    const { schema } = resolveRef(document, answer)
    return [status, schema === undefined ? {} : { content: contentOf(produces, schema) }] as const
  })
  return {
    ...operation,
    parameters: all
      .filter((one) => one['in'] !== 'body' && one['in'] !== 'formData')
      .map(upgradeParameter),
    ...(requestBody && { requestBody }),
    responses: Object.fromEntries(responses),
  }
}

const typesOf = (value: Json | undefined): readonly string[] => {
  const types = listAt(value).flatMap((type) => textAt(type) ?? [])
  return types.length === 0 ? ['application/json'] : types
}

const contentOf = (types: readonly string[], schema: Json): JsonObject =>
  Object.fromEntries(types.map((type) => [type, { schema }]))

function bodyOf(
  parameters: readonly JsonObject[],
  consumes: readonly string[],
): JsonObject | undefined {
  const whole = parameters.find((one) => one['in'] === 'body')
  if (whole) {
    return {
      required: whole['required'] === true,
      content: contentOf(consumes, whole['schema'] ?? {}),
    }
  }
  const fields = parameters.filter((one) => one['in'] === 'formData')
  if (fields.length === 0) return undefined
  const required = fields.filter((one) => one['required'] === true).map(nameOf)
  const properties = Object.fromEntries(fields.map((one) => [nameOf(one), schemaOf(one)]))
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }) }
  const types = consumes.some((type) => formTypes.includes(type)) ? consumes : formTypes
  return { required: required.length > 0, content: contentOf(types, schema) }
}

function upgradeParameter(parameter: JsonObject): JsonObject {
  const { name, required } = parameter
  const isMulti = parameter['collectionFormat'] === 'multi'
  return { name, in: parameter['in'], required, explode: isMulti, schema: schemaOf(parameter) }
}

const nameOf = (parameter: JsonObject): string => textAt(parameter['name']) ?? ''

function schemaOf(parameter: JsonObject): JsonObject {
  const {
    name: _name,
    in: _in,
    required: _required,
    collectionFormat: _format,
    ...schema
  } = parameter
  return schema
}
