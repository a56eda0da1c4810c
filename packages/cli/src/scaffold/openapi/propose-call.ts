import { isJson, type Json, type OpenapiDocument } from './openapi-document.ts'
import type { ProposedCall, ProposedOperationName } from './proposal.ts'

/** One call as a description has it, with the schema of one record. */
export interface FoundCall {
  readonly object: string
  readonly call: ProposedCall
  readonly record: Json
}

/** What is known of a request before its meaning is. */
interface Request {
  readonly method: ProposedCall['method']
  readonly path: string
  readonly words: string
  readonly body: Json | undefined
}

const recordsMaxGuess = 100
const verbs = /^(v\d+|api|batch|bulk|upsert|create|update|delete|remove|import|insert|merge|sync)$/i

/** @returns the call, or a note why there is none. */
export function proposeCall(
  document: OpenapiDocument,
  method: ProposedCall['method'],
  path: string,
  operation: Json,
): FoundCall | string {
  const body = document.requestSchema(operation)
  const words =
    `${path} ${typeof operation['operationId'] === 'string' ? operation['operationId'] : ''}`.toLowerCase()
  const request = { method, path, words, body }
  const object = objectOf(path)
  if (object === undefined) return `${describe(request)}: its path names no kind of thing`
  const list = body === undefined ? undefined : listOf(document, body)
  if (list !== undefined) return proposeMany(document, request, object, list)
  const pathFields = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
  const isOne = pathFields.length > 0 && path.endsWith('}')
  const name = isOne ? singleOperation(method) : method === 'post' ? 'create' : undefined
  if (name === undefined) return `${describe(request)}: not clear what it does to a record`
  if (name !== 'delete' && !isJson(body?.['properties'])) {
    return `${describe(request)}: its request has no schema of a record`
  }
  const call = { operation: name, method, path, pathFields, hasBody: name !== 'delete' } as const
  return { object, call, record: name === 'delete' ? {} : (body ?? {}) }
}

function proposeMany(
  document: OpenapiDocument,
  request: Request,
  object: string,
  { wrapper, schema }: RecordList,
): FoundCall | string {
  const { method, path, words } = request
  if (path.includes('{')) return `${describe(request)}: a list below another record`
  const operation = manyOperation(method, words)
  if (operation === undefined) {
    return `${describe(request)}: what a list means for records that are not there is not said`
  }
  const items = document.schema(schema['items'])
  const isRecord = isJson(items['properties'])
  if (!isRecord && operation !== 'delete') return `${describe(request)}: its list has no records`
  const max = schema['maxItems']
  const many = {
    ...(wrapper === undefined ? {} : { wrapper }),
    ...(isRecord ? {} : { onlyField: onlyFieldOf(wrapper) }),
    recordsMax: Number.isInteger(max) ? Number(max) : recordsMaxGuess,
    isGuess: !Number.isInteger(max),
  }
  const call = { operation, method, path, pathFields: [], hasBody: true, many } as const
  return { object, call, record: isRecord && operation !== 'delete' ? items : {} }
}

interface RecordList {
  readonly wrapper?: string
  readonly schema: Json
}

/** The list in a request that takes many records: the body itself, or its only list of records. */
function listOf(document: OpenapiDocument, body: Json): RecordList | undefined {
  if (body['type'] === 'array') return { schema: body }
  const { properties } = body
  const members = isJson(properties) ? Object.entries(properties) : []
  const [only, ...others] = members.map(([name, value]) => [name, document.schema(value)] as const)
  if (only === undefined || others.length > 0 || only[1]['type'] !== 'array') return undefined
  return { wrapper: only[0], schema: only[1] }
}

function singleOperation(method: ProposedCall['method']): ProposedOperationName | undefined {
  const operations = { put: 'upsert', patch: 'update', delete: 'delete', post: undefined } as const
  return operations[method]
}

function manyOperation(
  method: ProposedCall['method'],
  words: string,
): ProposedOperationName | undefined {
  if (method === 'delete' || /delete|remove|archive/.test(words)) return 'delete'
  if (method === 'put' || /upsert|merge|sync|import|createorupdate/.test(words)) return 'upsert'
  if (method === 'patch' || /update/.test(words)) return undefined
  return 'append'
}

/** The last part of a path that is no parameter and no verb. */
function objectOf(path: string): string | undefined {
  return path
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{') && !verbs.test(part))
    .at(-1)
    ?.replace(/[^\w-].*$/, '')
}

function onlyFieldOf(wrapper = 'ids'): string {
  return wrapper.endsWith('s') ? wrapper.slice(0, -1) : wrapper
}

const describe = ({ method, path }: Request): string => `${method.toUpperCase()} ${path}`
