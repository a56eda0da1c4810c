import { listAt, objectAt, textAt, type Json, type JsonObject } from '../document.ts'

// The form of https://github.com/facebook/facebook-business-sdk-codegen/tree/main/api_specs (read 2026-11-27): the
// edges of one kind of node, each with its parameters, and the fields of the node.
const jsonTypes: Readonly<Record<string, JsonObject>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int: { type: 'integer' },
  'unsigned int': { type: 'integer', minimum: 0 },
  float: { type: 'number' },
  datetime: { type: ['string', 'integer'] },
  list: { type: 'array' },
  map: { type: 'object' },
  Object: { type: 'object' },
}

/** The edges of a node as operations under `/{version}/{id}`, and its fields as the schema of what is read of it. */
export function metaToOpenapi(document: JsonObject): JsonObject {
  const fields = listAt(document['fields']).map((field) => {
    const { name, type } = objectAt(field)
    return [textAt(name) ?? '', schemaOf(textAt(type) ?? '')] as const
  })
  const node = { type: 'object', properties: Object.fromEntries(fields) }
  const paths: Record<string, JsonObject> = {}
  for (const api of listAt(document['apis']).map(objectAt)) {
    const edge = textAt(api['endpoint'])
    const template = edge === undefined ? '/{id}' : `/{id}/${edge}`
    const method = (textAt(api['method']) ?? 'GET').toLowerCase()
    paths[template] = { ...paths[template], [method]: toOperation(api) }
  }
  return { openapi: '3.0.3', servers: [{ url: '/{version}' }], paths, components: { node } }
}

function toOperation(api: JsonObject): JsonObject {
  const params = listAt(api['params']).map(objectAt)
  const properties = Object.fromEntries(
    params.map(({ name, type }) => [textAt(name) ?? '', schemaOf(textAt(type) ?? '')]),
  )
  const required = params
    .filter((one) => one['required'] === true)
    .flatMap((one) => textAt(one['name']) ?? [])
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }) }
  // What is read of a node names its fields itself: https://developers.facebook.com/docs/graph-api/overview
  const asked: Json = { name: 'fields', in: 'query', schema: { type: 'string' } }
  const isRead = api['method'] === 'GET'
  const inQuery = params.map(({ name, type }) => ({
    name: name ?? '',
    in: 'query',
    schema: schemaOf(textAt(type) ?? ''),
  }))
  return {
    parameters: isRead ? [asked, ...inQuery] : [],
    ...(isRead ? {} : { requestBody: { content: bodies(schema) } }),
    // Only what a read of the node gives is described; other answers are named after it and look otherwise.
    responses: { default: { content: { 'application/json': { schema: answerOf(api) } } } },
  }
}

const bodies = (schema: JsonObject): JsonObject => ({
  'application/json': { schema },
  'application/x-www-form-urlencoded': { schema },
})

const answerOf = (api: JsonObject): JsonObject =>
  api['method'] === 'GET' && api['endpoint'] === undefined
    ? { anyOf: [{ $ref: '#/components/node' }, { type: 'object', required: ['error'] }] }
    : { type: 'object' }

/** `list<string>` and `map<string, int>` by their parts; a name that is not known says nothing. */
function schemaOf(type: string): JsonObject {
  const [, outer = type, inner] = /^(list|map)<(?:\w+, ?)?(.+)>$/.exec(type) ?? []
  const known = jsonTypes[outer] ?? {}
  if (inner === undefined) return known
  return outer === 'list' ? { ...known, items: schemaOf(inner) } : known
}
