import type { FieldDefinition } from '@revetl/sdk'
import { camelCase, functionName, memberName, quote } from './code-text.ts'
import type { ProposedCall, ProposedObject, ProposedOperationName } from './proposal.ts'

/** How many records of a call for one a batch holds; the host sends them one by one. */
export const recordsMaxOfOne = 20

/** A file of one object: fields, key, operations. */
export function objectCode(object: ProposedObject): string {
  const { name, fields, calls } = object
  const helpers = [
    ...(calls.some(isMany) ? ['allOrNothing'] : []),
    'field',
    'object',
    ...(calls.every(isMany) ? [] : ['outcomeByStatus', 'perRecord']),
  ]
  const clients = calls.map(({ operation }) => functionName(operation, name)).toSorted()
  const fieldLines = Object.entries(fields).map(
    ([field, definition]) => `    ${memberName(field)}: ${fieldCode(definition)},`,
  )
  return `import { ${helpers.join(', ')} } from '@revetl/sdk'
import { ${clients.join(', ')} } from './client.ts'
import { config } from './config.ts'

/** ${name}, as the description of the API has them. */
export const ${camelCase(name)} = object(config, {
  fields: {
${fieldLines.join('\n')}
  },
  operations: {
${calls.map((call) => operationCode(object, call)).join('\n')}
  },
})
`
}

function fieldCode({ type, ...options }: FieldDefinition): string {
  const members = Object.entries(options).map(([name, value]) => `${name}: ${literal(value)}`)
  return members.length === 0
    ? `field(${quote(type)})`
    : `field(${quote(type)}, { ${members.join(', ')} })`
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}

// A record that is there already, or is not there, is no failure.
const rules: Readonly<Record<ProposedOperationName, string>> = {
  create: `{ effect: 'created', conflict: 'exists' }`,
  update: `{ effect: 'updated', notFound: 'no-match' }`,
  upsert: `{ effect: 'written' }`,
  delete: `{ effect: 'deleted', notFound: 'absent' }`,
  append: `{ effect: 'created' }`,
}

function operationCode({ name, key }: ProposedObject, call: ProposedCall): string {
  const { operation, many } = call
  const client = functionName(operation, name)
  const isAdding = operation === 'create' || operation === 'append'
  const match = key.length === 0 || operation === 'append' ? undefined : key
  const write =
    many === undefined
      ? `perRecord(async (change, ctx) =>
        outcomeByStatus(change, await ${client}(ctx, change), ${rules[operation]}),
      )`
      : // The description does not tell how an answer speaks of single records.
        `allOrNothing(({ changes }, ctx) => ${client}(ctx, changes), ${rules[operation]})`
  return [
    `    ${operation}: {`,
    ...(match === undefined ? [] : [`      matchOn: [[${match.map(quote).join(', ')}]],`]),
    `      batch: { recordsMax: ${many?.recordsMax ?? recordsMaxOfOne} },`,
    `      atomicity: ${many === undefined ? `'per-record'` : `'all-or-nothing'`},`,
    `      resend: ${isAdding ? `'unsafe'` : `'safe'`},`,
    `      write: ${write},`,
    '    },',
  ].join('\n')
}

const isMany = ({ many }: ProposedCall): boolean => many !== undefined
