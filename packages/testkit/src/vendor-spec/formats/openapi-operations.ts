import {
  isObject,
  listAt,
  objectAt,
  resolveRef,
  textAt,
  type Json,
  type JsonObject,
} from '../document.ts'
import type { Body, Operation, Parameter } from '../operation.ts'

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']
// "parameter definition SHALL be ignored": https://spec.openapis.org/oas/v3.1.0#parameter-object (read 2026-11-27)
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

/** The operations of an OpenAPI 3 document, under each of its servers' paths. */
export function openapiOperations(
  document: JsonObject,
  servers = serverPaths(document),
): readonly Operation[] {
  return Object.entries(objectAt(document['paths'])).flatMap(([template, item]) => {
    const shared = resolveRef(document, item)
    return methods
      .filter((method) => isObject(shared[method]))
      .flatMap((method) => {
        const operation = objectAt(shared[method])
        const name = `${method.toUpperCase()} ${template}`
        const read = readOperation(document, shared, operation)
        return servers.map((server) => ({
          ...read,
          name,
          method: method.toUpperCase(),
          path: `${server.replace(/\/$/, '')}${template}`,
        }))
      })
  })
}

function readOperation(document: JsonObject, shared: JsonObject, operation: JsonObject) {
  const own = listAt(operation['parameters'])
  const parameters = [...listAt(shared['parameters']), ...own].map((one) =>
    resolveRef(document, one),
  )
  // An operation's own parameter takes the place of the path's.
  const byName = new Map(parameters.map((one) => [`${show(one['in'])} ${show(one['name'])}`, one]))
  const body = operation['requestBody']
  const answers = Object.entries(objectAt(operation['responses'])).map(
    ([status, answer]) => [status, readBody(resolveRef(document, answer))] as const,
  )
  return {
    document,
    parameters: [...byName.values()].flatMap((one) => readParameter(one)),
    body: body === undefined ? undefined : readBody(resolveRef(document, body)),
    answers: Object.fromEntries(answers),
  }
}

function readParameter(parameter: JsonObject): readonly Parameter[] {
  const name = textAt(parameter['name'])
  const place = textAt(parameter['in'])
  if (name === undefined || !isPlace(place)) return []
  if (place === 'header' && ignoredHeaders.has(name.toLowerCase())) return []
  const [content] = Object.values(objectAt(parameter['content']))
  const style = textAt(parameter['style']) ?? (place === 'query' ? 'form' : 'simple')
  return [
    {
      name: place === 'header' ? name.toLowerCase() : name,
      in: place,
      isRequired: place === 'path' || parameter['required'] === true,
      schema: objectAt(parameter['schema'] ?? objectAt(content)['schema']),
      isExploded:
        parameter['explode'] === undefined ? style === 'form' : parameter['explode'] === true,
      isDeep: style === 'deepObject',
    },
  ]
}

const isPlace = (place: string | undefined): place is Parameter['in'] =>
  place === 'path' || place === 'query' || place === 'header'

function readBody(body: JsonObject): Body {
  const content = Object.entries(objectAt(body['content'])).map(
    ([type, one]) =>
      [type.toLowerCase().replace(/;.*$/, ''), objectAt(objectAt(one)['schema'])] as const,
  )
  return { isRequired: body['required'] === true, content: Object.fromEntries(content) }
}

/** `https://{instance}.example.com/api/v{version}` → `/api/v{version}`; a variable of a path matches one name. */
function serverPaths(document: JsonObject): readonly string[] {
  const urls = listAt(document['servers']).map((server) => textAt(objectAt(server)['url']) ?? '')
  const paths = urls.map((url) => url.replace(/^[a-z]+:\/\/[^/]*/i, ''))
  return paths.length === 0 ? [''] : [...new Set(paths)]
}

const show = (value: Json | undefined): string => textAt(value) ?? ''
