import type { JsonObject } from '../document.ts'
import type { Operation, Parameter } from '../operation.ts'
import { undescribed, type Finding } from './mismatch.ts'
import type { SchemaChecker } from './schema-checker.ts'
import type { SeenRequest } from './exchange.ts'

/** What is wrong with the path, the query and the headers of a request. */
export function checkParameters(
  checker: SchemaChecker,
  { document, parameters }: Operation,
  request: SeenRequest,
  path: Readonly<Record<string, string>>,
): readonly Finding[] {
  const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name))
  const deep = parameters.filter(({ isDeep }) => isDeep).map(({ name }) => `${name}[`)
  const strangers = [...new Set(request.query.keys())].filter(
    (name) => !known.has(name) && !deep.some((start) => name.startsWith(start)),
  )
  return [
    ...strangers.map((name) =>
      undescribed(`/query/${name}`, 'no such parameter', request.query.get(name)),
    ),
    ...parameters.flatMap((parameter) => {
      const pointer = `/${placeOf(parameter)}/${parameter.name}`
      const value = valueOf(parameter, request, path)
      if (value !== undefined) {
        const { schema } = parameter
        return checker.check(value, {
          document,
          schema,
          direction: 'request',
          pointer,
          isText: true,
        })
      }
      if (!parameter.isRequired) return []
      return [{ pointer, keyword: 'required', expected: 'a value', got: 'nothing' }]
    }),
  ]
}

const placeOf = (parameter: Parameter): string =>
  parameter.in === 'header' ? 'headers' : parameter.in

function valueOf(
  parameter: Parameter,
  { query, headers }: SeenRequest,
  path: Readonly<Record<string, string>>,
): unknown {
  const { name, isExploded, isDeep } = parameter
  if (isDeep) return deepValue(name, query)
  const values = {
    path: () => (path[name] === undefined ? [] : [path[name]]),
    header: () => [headers[name] ?? []].flat(),
    query: () => query.getAll(name),
  }[parameter.in]()
  if (values.length === 0) return undefined
  const isList = [parameter.schema['type']].flat().includes('array')
  if (!isList) return values.length === 1 ? values[0] : values
  return isExploded ? values : values.flatMap((value) => value.split(','))
}

function deepValue(name: string, query: URLSearchParams): JsonObject | undefined {
  const entries = [...query].flatMap(([key, value]): [string, string][] =>
    key.startsWith(`${name}[`) && key.endsWith(']')
      ? [[key.slice(name.length + 1, -1), value]]
      : [],
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
