import type { FieldDefinition } from '@revetl/sdk'
import { isJson, type OpenapiDocument } from './openapi-document.ts'
import { proposeCall, type FoundCall } from './propose-call.ts'
import { proposeFields } from './propose-fields.ts'
import type { Proposal, ProposedAuth, ProposedCall, ProposedObject } from './proposal.ts'

const methods = ['post', 'put', 'patch', 'delete'] as const
// Names by which records are known at most vendors, the best first.
const keyNames = ['id', 'external_id', 'externalId', 'email', 'key', 'code', 'sku']

/** What a description suggests; pure. Everything that is a guess is in the notes. */
export function proposeConnector(document: OpenapiDocument): Proposal {
  const { info, paths, servers } = document.root
  const notes: string[] = []
  const found: FoundCall[] = []
  const entries = isJson(paths) ? Object.entries(paths) : []
  for (const [path, item] of entries) {
    const operations = document.resolve(item)
    for (const method of methods) {
      const operation = operations[method]
      if (!isJson(operation)) continue
      const call = proposeCall(document, method, path, operation)
      if (typeof call === 'string') notes.push(`Left out ${call}.`)
      else found.push(call)
      if (typeof call === 'object' && call.call.many?.isGuess === true) {
        const { recordsMax } = call.call.many
        notes.push(`Assumed ${recordsMax} records a request for ${path}: it names no most.`)
      }
    }
  }
  const byObject = Map.groupBy(found, ({ object }) => object)
  const objects = [...byObject].flatMap(([name, calls]) => objectOf(document, name, calls, notes))
  return {
    title: isJson(info) && typeof info['title'] === 'string' ? info['title'] : 'API',
    baseUrl: baseUrlOf(servers, notes),
    auth: authOf(document, notes),
    accountPath: accountPathOf(entries, notes),
    objects,
    notes: [
      ...notes,
      'Assumed 100 requests in ten seconds: a description does not tell the limits.',
      'Takes a status of 2xx alone for a yes: look at what the body of a good answer has to say, and check it.',
    ],
  }
}

function objectOf(
  document: OpenapiDocument,
  name: string,
  found: readonly FoundCall[],
  notes: string[],
): ProposedObject[] {
  const fields: Record<string, FieldDefinition> = Object.assign(
    {},
    ...found.map(({ record }) => proposeFields(document, record)),
  ) as Record<string, FieldDefinition>
  const inPath = found.find(({ call }) => call.pathFields.length > 0)?.call.pathFields
  const only = found.find(({ call }) => call.many?.onlyField !== undefined)?.call.many?.onlyField
  const guess = keyNames.find((one) => fields[one] !== undefined)
  const key = inPath ?? (only === undefined ? (guess === undefined ? [] : [guess]) : [only])
  if (inPath === undefined && key.length > 0)
    notes.push(`Guessed that ${key.join()} identifies ${name}.`)
  for (const one of key) {
    const { readOnly: _readOnly, ...known } = fields[one] ?? { type: 'string' as const }
    fields[one] = { ...known, required: true, ...(key.length === 1 ? { unique: true } : {}) }
  }
  const calls = onePerOperation(
    name,
    found.map(({ call }) => call),
    notes,
  ).filter(({ operation }) => key.length > 0 || operation === 'append' || operation === 'create')
  const makes = calls.some(({ operation }) => operation !== 'update' && operation !== 'delete')
  if (makes && found.some(({ record }) => isJson(record['properties']))) {
    return [{ name, fields, key, calls }]
  }
  notes.push(`Left out ${name}: no described request makes one.`)
  return []
}

/** One call for each operation; one that takes many records is preferred. */
function onePerOperation(
  name: string,
  calls: readonly ProposedCall[],
  notes: string[],
): ProposedCall[] {
  const byOperation = Map.groupBy(calls, ({ operation }) => operation)
  return [...byOperation].flatMap(([operation, all]) => {
    const chosen = all.find(({ many }) => many !== undefined) ?? all[0]
    if (all.length > 1)
      notes.push(`Chose ${chosen?.path} to ${operation} ${name}, of ${all.length}.`)
    return chosen === undefined ? [] : [chosen]
  })
}

function baseUrlOf(servers: unknown, notes: string[]): string {
  const [first] = Array.isArray(servers) ? (servers as unknown[]) : []
  const url = isJson(first) ? String(first['url']) : ''
  if (/^https?:\/\/[^{}]+$/.test(url)) return url.replace(/\/$/, '')
  notes.push('The description names no complete server address.')
  return 'https://api.example.com'
}

function authOf(document: OpenapiDocument, notes: string[]): ProposedAuth {
  const { components } = document.root
  const schemes = document.resolve(isJson(components) ? components['securitySchemes'] : {})
  for (const scheme of Object.values(schemes).map((one) => document.resolve(one))) {
    const { type, in: place, name, scheme: how } = scheme
    if (type === 'apiKey' && place === 'header') return { kind: 'header', header: String(name) }
    if (type === 'http' && how === 'basic') return { kind: 'basic' }
    if (type === 'http') return { kind: 'bearer' }
    if (type === 'oauth2') {
      notes.push('Took a ready access token for OAuth 2; oauth2() of the SDK renews it.')
      return { kind: 'bearer' }
    }
  }
  notes.push('Assumed a bearer token: no way to sign requests is described.')
  return { kind: 'bearer' }
}

function accountPathOf(entries: readonly (readonly [string, unknown])[], notes: string[]): string {
  const readable = entries
    .filter(([path, item]) => isJson(item) && isJson(item['get']) && !path.includes('{'))
    .map(([path]) => path)
  const about = readable.find((path) => /\/(me|account|whoami|profile|ping|status)$/i.test(path))
  if (about === undefined)
    notes.push(`Guessed that GET ${readable[0] ?? '/'} tells whether a credential is good.`)
  return about ?? readable[0] ?? '/'
}
